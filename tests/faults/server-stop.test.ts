import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findIdentity } from '../../apps/server/database/identity.ts'
import { findPostmaster } from '../../apps/server/database/postmaster.ts'
import { repository } from '../../apps/server/database/settings.ts'
import { brokenPromises } from '../setup/broken-promises.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import type { Host } from '../setup/host.ts'
import {
  ask,
  databaseOf,
  launchServer,
  type Reply,
  Seat,
  type ServerProcess,
  serverEnvironment,
  startServer,
  until,
} from '../setup/server.ts'

let dataFolder: string
const hosts: Host[] = []

beforeAll(async () => {
  dataFolder = await makeDataFolder()
})

afterEach(async () => {
  for (const { child, ended } of hosts.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})

afterAll(() => removeDataFolder(dataFolder))

async function start(): Promise<ServerProcess> {
  const server = await startServer(dataFolder)
  hosts.push(server)
  return server
}

async function findDatabase() {
  const identity = await findIdentity(dataFolder)
  return identity && findPostmaster(identity.cluster)
}

async function expectDatabaseStopped() {
  expect(await findDatabase()).toBeUndefined()
}

const refusesConnections = ({ url }: ServerProcess) =>
  until(
    () =>
      ask(`${url}/health`).then(
        () => 'answers',
        () => 'refuses',
      ),
    state => state === 'refuses',
  )

/** A call of which the server has the headers and is still owed the body. */
async function callUnderWay({ url, token }: Seat) {
  const sending = request(`${url}/api/calls`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      expect: '100-continue',
    },
  })
  const answered = once(sending, 'response')
  answered.catch(() => undefined)
  sending.flushHeaders()
  await once(sending, 'continue')
  return async () => {
    sending.end('{"text":"有人摔倒"}')
    const [response] = await answered
    response.resume()
    await once(response, 'end')
    return response.statusCode as number
  }
}

describe('told to stop', () => {
  it('under load: what was asked is answered or never began, what was answered is kept, the end is 0', async () => {
    const server = await start()
    const taker = await Seat.of(server.url, 'calltaker')
    const finish = await callUnderWay(taker)
    const replies: Reply[] = []
    let refused = 0
    const callers = Array.from({ length: 16 }, async () => {
      while (refused === 0)
        await taker.post('/api/calls', { text: '求助' }).then(
          reply => void replies.push(reply),
          () => refused++,
        )
    })
    await until(
      () => replies.length,
      count => count > 100,
    )
    server.child.kill('SIGTERM')
    await refusesConnections(server)
    expect(await finish()).toBe(201)
    await Promise.all(callers)
    expect(await server.ended).toBe(0)
    expect(server.errors).toEqual([])
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
    await expectDatabaseStopped()

    const again = await start()
    const owner = await databaseOf(dataFolder)
    const { rows } = await owner.query<{ record: string }>(
      "SELECT record FROM ledger.state WHERE kind = 'call'",
    )
    const kept = new Set(rows.map(row => row.record))
    expect(replies.filter(reply => !kept.has(reply.body.id))).toEqual([])
    expect(await brokenPromises(owner)).toEqual([])
    const health = (await ask(`${again.url}/health`)).body
    expect(health.published).toBe(health.entries)
    await owner.end()
  })

  it('a second and a third time: it goes on stopping in order', async () => {
    const server = await start()
    const finish = await callUnderWay(await Seat.of(server.url, 'calltaker'))
    server.child.kill('SIGTERM')
    await refusesConnections(server)
    server.child.kill('SIGTERM')
    server.child.kill('SIGINT')
    expect(await finish()).toBe(201)
    expect(await server.ended).toBe(0)
    await expectDatabaseStopped()
  })

  it('with clients that are idle, that stall and that never take what they are sent: nobody holds it up', async () => {
    const server = await start()
    const auditor = await Seat.of(server.url, 'auditor')
    const { port } = new URL(server.url)
    const sockets = ['', 'GET /health HTT', streamRequest(auditor)].map(text => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(text)
      return socket
    })
    await until(
      async () => (await ask(`${server.url}/metrics`)).body,
      text => /kuaiji_stream_connections 1/.test(text),
    )
    server.child.kill('SIGTERM')
    const waited = AbortSignal.timeout(8000)
    expect(await Promise.race([server.ended, once(waited, 'abort').then(() => 'still running')])).toBe(0)
    for (const socket of sockets) socket.destroy()
    await expectDatabaseStopped()
  })

  it('while it starts: it stops what it has started', async () => {
    const host = await launchServer(dataFolder)
    hosts.push(host)
    await until(findDatabase, found => found !== undefined)
    host.child.kill('SIGTERM')
    expect(await host.ended).toBe(0)
    await expectDatabaseStopped()
  })

  it('while it brings a killed database back: none is left running', async () => {
    const server = await start()
    process.kill((await findDatabase())!.pid, 'SIGKILL')
    await until(
      () => server.errors.length,
      lines => lines > 0,
    )
    expect(await server.stop()).toBe(0)
    await expectDatabaseStopped()
  })

  it('by the end of the process that stands before it', async () => {
    const child = fork(join(repository, 'apps/server/main.ts'), {
      env: serverEnvironment(dataFolder),
      silent: true,
    })
    const ended = once(child, 'exit')
    for await (const line of createInterface(child.stdout!)) if (line.startsWith('ready ')) break
    child.disconnect()
    expect((await ended)[0]).toBe(0)
    await expectDatabaseStopped()
  })
})

/** A stream from the first entry on, which its reader leaves unread. */
function streamRequest({ token }: Seat): string {
  return `GET /api/stream?after=-1 HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${token}\r\n\r\n`
}
