import { connect, createServer, type Server, type Socket } from 'node:net'
import { logSource, parseVerifier, verifyLog } from '@kuaiji/ledger/tree'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withConnection } from '../../apps/server/database/connect.ts'
import { brokenPromises } from '../setup/broken-promises.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { EventStream } from '../setup/event-stream.ts'
import { urlOf } from '../setup/fresh-database.ts'
import {
  ask,
  inParallel,
  integrated,
  openOwner,
  Seat,
  type ServerProcess,
  settled,
  startServer,
  until,
} from '../setup/server.ts'
import { startThrowawayCluster, type ThrowawayCluster } from '../setup/throwaway-cluster.ts'

let cluster: ThrowawayCluster
let pooler: Pooler
let dataFolder: string
let owner: pg.Pool
let one: ServerProcess
let two: ServerProcess

const roles = {
  owner: { role: 'pair_owner', password: 'owner' },
  application: { role: 'pair_application', password: 'application' },
}

/** Both begin at the same moment on an empty database, with one folder of keys between them. */
beforeAll(async () => {
  cluster = await startThrowawayCluster()
  await withConnection(cluster.url, 'DATABASE_URL', async client => {
    for (const { role, password } of Object.values(roles))
      await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`)
    await client.query(`CREATE DATABASE pair OWNER ${roles.owner.role}`)
  })
  const applicationUrl = urlOf(cluster.url, 'pair', roles.application)
  const ownerUrl = urlOf(cluster.url, 'pair', roles.owner)
  pooler = await startPooler(applicationUrl)
  dataFolder = await makeDataFolder()
  const servers = await Promise.all([
    startServer(dataFolder, { DATABASE_URL: applicationUrl, DATABASE_OWNER_URL: ownerUrl }),
    startServer(dataFolder, {
      DATABASE_URL: pooler.url,
      DATABASE_OWNER_URL: ownerUrl,
      DATABASE_DIRECT_URL: applicationUrl,
      KUAIJI_PREPARE: '0',
    }),
  ])
  one = servers[0]
  two = servers[1]
  owner = openOwner(ownerUrl)
})

afterAll(async () => {
  await Promise.all([one?.kill(), two?.kill()])
  await owner?.end()
  pooler?.server.close()
  await cluster?.stop()
  await removeDataFolder(dataFolder)
})

/** Stands where a pooler would and keeps the names of the statements that are prepared through it. */
interface Pooler {
  readonly server: Server
  readonly url: string
  readonly prepared: Set<string>
}

async function startPooler(applicationUrl: string): Promise<Pooler> {
  const target = new URL(applicationUrl)
  const prepared = new Set<string>()
  const server = createServer(client => {
    const database = connect(Number(target.port), target.hostname)
    const close = () => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) socket.on('error', close).on('close', close)
    listenForNames(client, prepared)
    client.pipe(database).pipe(client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(applicationUrl)
  url.port = String((server.address() as { port: number }).port)
  return { server, url: url.href, prepared }
}

/** PostgreSQL's protocol 3: after the first message, type, length and content; `P` is Parse, its name comes first. */
function listenForNames(client: Socket, prepared: Set<string>): void {
  let unread: Buffer = Buffer.alloc(0)
  let begun = false
  client.on('data', chunk => {
    unread = Buffer.concat([unread, chunk])
    for (;;) {
      const head = begun ? 1 : 0
      if (unread.length < head + 4) return
      const length = head + unread.readInt32BE(head)
      if (unread.length < length) return
      if (begun && unread.toString('latin1', 0, 1) === 'P')
        prepared.add(unread.toString('utf8', 5, unread.indexOf(0, 5)))
      unread = unread.subarray(length)
      begun = true
    }
  })
}

describe('two servers on one database', () => {
  it('write one log, and the streams of both tell all of it in one order', async () => {
    const auditors = await Promise.all([one, two].map(({ url }) => Seat.of(url, 'auditor')))
    const takers = await Promise.all([one, two].map(({ url }) => Seat.of(url, 'calltaker')))
    const streams = await Promise.all(auditors.map(auditor => EventStream.open(auditor, -1)))
    const replies = await inParallel(600, 32, i => takers[i % 2]!.post('/api/calls', { text: `来电 ${i}` }))
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
    const { entries } = await settled(one.url)
    await Promise.all(streams.map(stream => stream.reaches(entries - 1)))
    for (const stream of streams)
      expect(stream.indexes).toEqual(Array.from({ length: entries }, (_, index) => index))
    expect(streams[1]!.entries).toEqual(streams[0]!.entries)
    const told = new Set(streams[0]!.entries.map(entry => entry.data.record))
    expect(replies.filter(reply => !told.has(reply.body.id))).toEqual([])
    await Promise.all(streams.map(stream => stream.close()))
    expect(await brokenPromises(owner)).toEqual([])
  })

  it('one call, one key, one unit: who asks at the other server is told the same', async () => {
    const [here, there] = await Promise.all([one, two].map(({ url }) => Seat.of(url, 'dispatcher')))
    const both = (path: string, body: unknown, headers = {}) =>
      Promise.all([here!, there!].map(seat => seat.post(path, body, headers)))
    const call = (await here!.post('/api/calls', {})).body.id
    const claims = await both(`/api/calls/${call}/claim`, {})
    expect(claims.map(reply => reply.status).sort()).toEqual([200, 409])
    const collision = { type: 'traffic_collision', grade: 3 }
    const twins = await both('/api/incidents', collision, { 'idempotency-key': 'both' })
    expect(twins[0]!.body).toEqual(twins[1]!.body)
    const units = (await there!.get('/api/units')).body.items
    const orders = await inParallel(20, 20, i =>
      both(`/api/incidents/${twins[0]!.body.id}/assignments`, { unit: units[i].id }),
    )
    for (const order of orders) expect(order.map(reply => reply.status).sort()).toEqual([201, 409])
    expect(await brokenPromises(owner)).toEqual([])
  })

  it('behind a pooler with KUAIJI_PREPARE=0 no statement is prepared by name', () => {
    expect([...pooler.prepared]).toEqual([''])
  })

  it('when one is killed the other goes on with the log', async () => {
    const before = (await ask(`${two.url}/ledger/checkpoint`)).body
    await one.kill()
    const taker = await Seat.of(two.url, 'calltaker')
    const replies = await inParallel(50, 10, () => taker.post('/api/calls', {}))
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([201]))
    await settled(two.url)
    const log = parseVerifier((await ask(`${two.url}/ledger/key`)).body)
    const report = await verifyLog(logSource(`${two.url}/ledger`), { log, olderCheckpoint: before })
    expect(report.size).toBe((await ask(`${two.url}/health`)).body.entries)
    expect(await brokenPromises(owner)).toEqual([])
  })

  it('a database that is exchanged for an older one under a running server is not signed for', async () => {
    const taker = await Seat.of(two.url, 'calltaker')
    const takeCalls = (count: number) => inParallel(count, 8, () => taker.post('/api/calls', {}))
    await settled(two.url)
    await withConnection(cluster.url, 'DATABASE_URL', async admin => {
      const alone = async (sql: string) => {
        await admin.query('ALTER DATABASE pair ALLOW_CONNECTIONS false')
        await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'pair'")
        await admin.query(sql)
        await admin.query('ALTER DATABASE pair ALLOW_CONNECTIONS true')
      }
      await alone('CREATE DATABASE older TEMPLATE pair')
      await until(
        () => ask(`${two.url}/health`),
        ({ status }) => status === 200,
      )
      await takeCalls(20)
      await settled(two.url)
      await alone('ALTER DATABASE pair RENAME TO newer; ALTER DATABASE older RENAME TO pair')
    })
    const { body: before } = await until(
      () => ask(`${two.url}/health`),
      ({ status }) => status === 200,
    )
    const checkpoint = (await ask(`${two.url}/ledger/checkpoint`)).body
    await takeCalls(40)
    const after = await until(
      async () => (await ask(`${two.url}/health`)).body,
      ({ signingOff }) => signingOff !== null,
    )
    expect(after.signingOff).toMatch(
      /^The tree (has \d+ leaves, but a|does not contain the published) checkpoint of/,
    )
    expect((await integrated(two)).entries).toBeGreaterThan(before.entries + 20)
    expect((await ask(`${two.url}/ledger/checkpoint`)).body).toBe(checkpoint)
  })

  it('when the database is gone for good the other still stops in order', async () => {
    await cluster.stop()
    expect((await ask(`${two.url}/health`)).body).toMatchObject({ status: 503, code: 'database_away' })
    expect(await two.stop()).toBe(0)
    expect(two.errors).toEqual([])
  })
})
