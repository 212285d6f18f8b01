import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withConnection } from '../../apps/server/database/connect.ts'
import { findRunning } from '../../apps/server/database/embedded.ts'
import { findIdentity } from '../../apps/server/database/identity.ts'
import { findPostmaster, workersIn } from '../../apps/server/database/postmaster.ts'
import { makeDataFolder, removeDataFolder, writtenSchema } from '../setup/data-folder.ts'
import { type Host, startHost } from '../setup/host.ts'

let dataFolder: string
let schema: string
const hosts: Host[] = []

beforeEach(async () => {
  dataFolder = await makeDataFolder()
  schema = await writtenSchema(dataFolder)
})

afterEach(async () => {
  for (const { child, ended } of hosts.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  await removeDataFolder(dataFolder)
})

function start(writers = 0): Host {
  const host = startHost(dataFolder, [schema, String(writers)])
  hosts.push(host)
  return host
}

async function databaseProcess() {
  const { cluster } = (await findIdentity(dataFolder))!
  return { cluster, ...(await findPostmaster(cluster))! }
}

const acknowledged = (...runs: Host[]) =>
  runs.flatMap(({ lines }) => lines.filter(line => line.startsWith('wrote ')).map(line => line.slice(6)))

async function expectAllKept(...runs: Host[]) {
  const ids = acknowledged(...runs)
  const { applicationUrl } = (await findRunning(dataFolder))!
  const kept = await withConnection(applicationUrl, 'the embedded database', async client => {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM public.written')
    return new Set(rows.map(({ id }) => id))
  })
  expect(ids.length).toBeGreaterThan(200)
  expect(ids.filter(id => !kept.has(id))).toEqual([])
}

describe('no acknowledged write is lost', () => {
  it('when the server is killed: the next start adopts the running database', async () => {
    const first = start(8)
    await first.line('wrote', 500)
    const before = await databaseProcess()
    first.child.kill('SIGKILL')
    await first.ended
    const second = start(8)
    await second.line('wrote', 500)
    expect((await databaseProcess()).pid).toBe(before.pid)
    await expectAllKept(first, second)
  })

  it('when the database is killed: the server notices and brings it back at the same address', async () => {
    const host = start(8)
    for (const round of [1, 2]) {
      await host.line('wrote', round * 500)
      process.kill((await databaseProcess()).pid, 'SIGKILL')
      await host.line('recovered', round)
    }
    await host.line('wrote', acknowledged(host).length + 200)
    await expectAllKept(host)
  })

  it('when both are killed', async () => {
    const first = start(8)
    await first.line('wrote', 500)
    const { pid, cluster } = await databaseProcess()
    first.child.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await first.ended
    const second = start(8)
    await second.line('wrote', 200)
    expect((await databaseProcess()).pid).not.toBe(pid)
    expect((await databaseProcess()).cluster).toBe(cluster)
    await expectAllKept(first, second)
  })
})

describe('one server per data folder', () => {
  it('turns the second away with one sentence and leaves the first alone', async () => {
    const first = start(1)
    await first.line('ready')
    const second = start()
    expect(await second.ended).toBe(1)
    expect(second.errors).toHaveLength(1)
    expect(second.errors[0]).toMatch(/^data_folder_in_use: Another Kuaiji server is running on .*\.$/)
    await first.line('wrote', acknowledged(first).length + 10)
    expect(first.lines.some(line => line.startsWith('lost'))).toBe(false)
  })

  it('when two make the folder at the same moment, one runs and one is turned away', async () => {
    const twins = [start(), start()]
    const ends = await Promise.all(
      twins.map(twin =>
        Promise.race([
          twin.line('ready').then(
            () => 'ready',
            () => 'ended',
          ),
          twin.ended.then(code => `exit ${code}`),
        ]),
      ),
    )
    expect(ends.filter(end => end === 'ready')).toHaveLength(1)
    expect(twins.flatMap(({ errors }) => errors).join()).toMatch(/^data_folder_in_use/)
  })

  it('stops the database with the server, and no process is left', async () => {
    const host = start(2)
    await host.line('wrote', 50)
    const { cluster } = await databaseProcess()
    host.child.kill('SIGTERM')
    expect(await host.ended).toBe(0)
    expect(await findPostmaster(cluster)).toBeUndefined()
    expect(await workersIn(cluster)).toBe(0)
  })
})
