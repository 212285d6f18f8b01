import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { logSource, parseVerifier, tilePath, verifyLog } from '@kuaiji/ledger/tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findIdentity } from '../../apps/server/database/identity.ts'
import { findPostmaster } from '../../apps/server/database/postmaster.ts'
import { fingerprint, makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import {
  ask,
  inParallel,
  integrated,
  launchServer,
  Seat,
  type ServerProcess,
  settled,
  startServer,
} from '../setup/server.ts'

const run = promisify(execFile)

/** A demonstration and a real city, each started once and stopped. */
let simulated: string
let real: string

beforeAll(async () => {
  simulated = await makeDataFolder()
  real = await makeDataFolder()
  await (await startServer(simulated)).stop()
  await (await startServer(real, { KUAIJI_DEMO: '0' })).stop()
})

afterAll(async () => {
  await removeDataFolder(simulated)
  await removeDataFolder(real)
})

/** What a start that fails must leave as it was. The database's own files change whenever it runs. */
const kept = async (dataFolder: string) =>
  (await fingerprint(dataFolder)).filter(line => /\/(keys|checkpoint|database\.json)/.test(line))

/** The process ends with 1 after one sentence, and leaves nothing running and nothing changed. */
async function expectRefused(
  sentence: RegExp,
  environment: NodeJS.ProcessEnv = {},
  dataFolder = simulated,
): Promise<void> {
  const before = await kept(dataFolder)
  const host = await launchServer(dataFolder, environment)
  expect({ code: await host.ended, errors: host.errors }).toEqual({
    code: 1,
    errors: [expect.stringMatching(sentence)],
  })
  expect(host.lines.some(line => line.startsWith('ready'))).toBe(false)
  expect(await kept(dataFolder)).toEqual(before)
  const identity = await findIdentity(dataFolder)
  expect(identity && (await findPostmaster(identity.cluster))).toBeUndefined()
}

describe('a setting that cannot be meant', () => {
  it.each([
    ['no number', { PORT: 'http' }, /^PORT is "http"; it is a whole number from 0 to 65535\.$/],
    ['no road graph', { KUAIJI_DEMO: '0', KUAIJI_ROADS: '/none.graph' }, /^KUAIJI_ROADS: \/none\.graph: /],
    [
      'no address',
      { DATABASE_URL: 'mysql://here/x' },
      /^DATABASE_URL is not an address of the form postgresql:/,
    ],
    [
      'nobody there',
      { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' },
      /^DATABASE_URL: no PostgreSQL listens/,
    ],
  ])('%s: one sentence that names it, before anything is made', async (_, environment, sentence) => {
    const folder = await makeDataFolder()
    try {
      await mkdir(folder)
      await expectRefused(sentence, environment, folder)
      expect((await fingerprint(folder)).filter(line => !line.includes('/city'))).toEqual([])
    } finally {
      await removeDataFolder(folder)
    }
  })
})

describe('an address that cannot be bound', () => {
  it('because another program has the port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    await expectRefused(new RegExp(`^Port ${port} is taken by another program; set PORT to a free one\\.$`), {
      PORT: String(port),
    })
    other.close()
  })

  it('because this machine does not have it', async () => {
    await expectRefused(
      /^HOST 192\.0\.2\.1 is no address of this machine/,
      { KUAIJI_DEMO: '0', HOST: '192.0.2.1' },
      real,
    )
  })
})

describe('a ledger of another city', () => {
  it('of a simulated one is not opened as a real one', () =>
    expectRefused(/^The ledger simulated\.kuaiji\.log\/[0-9a-f]{16} is of a simulated city; /, {
      KUAIJI_DEMO: '0',
    }))

  it('of a real one is not opened as a demonstration', () =>
    expectRefused(/^The ledger kuaiji\.log\/[0-9a-f]{16} is of a real city; /, {}, real))

  it('does not take another origin', () =>
    expectRefused(/^KUAIJI_ORIGIN is example\.org\/log, but this log was opened as .*never changes\.$/, {
      KUAIJI_ORIGIN: 'example.org/log',
    }))
})

describe('keys that are not as they were left', () => {
  const key = (name: string) => join(simulated, 'keys', name)

  /** Puts the file back afterwards. */
  async function withChanged(name: string, change: (path: string) => Promise<unknown>, sentence: RegExp) {
    const path = key(name)
    const whole = await readFile(path)
    try {
      await change(path)
      await expectRefused(sentence)
    } finally {
      await rm(path, { force: true })
      await writeFile(path, whole, { mode: 0o600 })
    }
  }

  it.each([
    ['log.key replaced', 'log.key', put(32), /^keys\/log\.key does not sign for the log simulated\./],
    ['log.key missing', 'log.key', rm, /\/keys\/log\.key is missing, but .*: put the file back\.$/],
    ['master.key replaced', 'master.key', put(32), /^keys\/master\.key .* is not the key this database/],
    ['master.key missing while sealed rows exist', 'master.key', rm, /\/keys\/master\.key is missing, but/],
    [
      'master.key open to others',
      'master.key',
      (path: string) => chmod(path, 0o644),
      /\(mode 644\): run chmod 600 on it\.$/,
    ],
  ] as const)('%s', async (_, name, change, sentence) => {
    await withChanged(name, change, sentence)
  })
})

describe('a damaged data folder', () => {
  it('gets one sentence', async () => {
    const { cluster } = (await findIdentity(simulated))!
    const version = join(cluster, 'PG_VERSION')
    await rename(version, `${version}.away`)
    await expectRefused(
      /^The database in .* is damaged: PG_VERSION is missing; restore it from a backup, nothing was changed\.$/,
    )
    await rename(`${version}.away`, version)
  })
})

describe('a database older than what was signed', () => {
  it('takes calls, and signs nothing until it is the one that was signed', async () => {
    const { cluster } = (await findIdentity(simulated))!
    const copy = `${cluster}.copy`
    await run('cp', ['-a', cluster, copy])
    const newer = await work(await startServer(simulated), 5)
    await rename(cluster, `${cluster}.newer`)
    await rename(copy, cluster)

    for (const calls of [20, 1]) {
      const server = await startServer(simulated)
      const before = (await ask(`${server.url}/health`)).body
      expect(before.signingOff).toMatch(
        calls === 20
          ? /^The tree has \d+ leaves, but a checkpoint of \d+ was published: /
          : /^The tree does not contain the published checkpoint of size \d+: /,
      )
      const published = (await ask(`${server.url}/ledger/checkpoint`)).body
      await takeCalls(server, calls)
      const after = await integrated(server)
      expect(after).toMatchObject({ ok: true, published: before.published })
      expect((await ask(`${server.url}/ledger/checkpoint`)).body).toBe(published)
      expect((await ask(`${server.url}/ledger/${lastBundle(after.entries)}`)).status).toBe(404)
      expect(await server.stop()).toBe(0)
    }
    expect(await readFile(join(simulated, 'checkpoint'), 'utf8')).toBe(newer)

    await rm(cluster, { recursive: true })
    await rename(`${cluster}.newer`, cluster)
    const server = await startServer(simulated)
    expect((await ask(`${server.url}/health`)).body.signingOff).toBeNull()
    await takeCalls(server, 1)
    await settled(server.url)
    const log = parseVerifier((await ask(`${server.url}/ledger/key`)).body)
    const report = await verifyLog(logSource(`${server.url}/ledger`), { log, olderCheckpoint: newer })
    expect(report.extendsSize).toBe(Number(newer.split('\n')[1]))
    await server.stop()
  })

  it('nor while the checkpoint that is kept is one of another log', async () => {
    const path = join(simulated, 'checkpoint')
    const own = await readFile(path)
    const foreign = await readFile(join(real, 'checkpoint'), 'utf8')
    await writeFile(path, foreign)
    const server = await startServer(simulated)
    const sentence = /^The checkpoint kept outside the database is not one of this log/
    expect((await ask(`${server.url}/health`)).body.signingOff).toMatch(sentence)
    await server.stop()
    expect(await readFile(path, 'utf8')).toBe(foreign)
    await writeFile(path, own)
  })
})

async function takeCalls({ url }: ServerProcess, count: number): Promise<void> {
  const taker = await Seat.of(url, 'calltaker')
  const replies = await inParallel(count, 4, () => taker.post('/api/calls', { text: '求助' }))
  expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
}

/** Takes calls and stops; the newest checkpoint kept outside the database. */
async function work(server: ServerProcess, calls: number): Promise<string> {
  await takeCalls(server, calls)
  await settled(server.url)
  await server.stop()
  return readFile(join(simulated, 'checkpoint'), 'utf8')
}

/** The bundle that holds the newest entry of a log of this size. */
function lastBundle(size: number): string {
  return tilePath({ level: 'entries', index: Math.floor((size - 1) / 256), width: ((size - 1) % 256) + 1 })
}

function put(bytes: number) {
  return (path: string) => writeFile(path, randomBytes(bytes))
}
