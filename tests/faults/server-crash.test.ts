import { logSource, parseVerifier, verifyLog } from '@kuaiji/ledger/tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findIdentity } from '../../apps/server/database/identity.ts'
import { findPostmaster } from '../../apps/server/database/postmaster.ts'
import { brokenPromises } from '../setup/broken-promises.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { readThrough } from '../setup/event-stream.ts'
import {
  ask,
  databaseOf,
  freePort,
  Seat,
  type ServerProcess,
  settled,
  startServer,
  until,
} from '../setup/server.ts'
import { type Acknowledged, ShiftAtWork } from '../setup/shift-at-work.ts'

let dataFolder: string
let port: string
let server: ServerProcess
/** Everything that any server of this folder said it has done. */
const told: Acknowledged[] = []

beforeAll(async () => {
  dataFolder = await makeDataFolder()
  port = String(await freePort())
  server = await start()
})

afterAll(async () => {
  await server?.kill()
  await removeDataFolder(dataFolder)
})

/** At the same address each time, as a server that is restarted is. */
const start = () => startServer(dataFolder, { PORT: port })

async function killDatabase() {
  const { cluster } = (await findIdentity(dataFolder))!
  process.kill((await findPostmaster(cluster))!.pid, 'SIGKILL')
}

const readCheckpoint = async () => (await ask(`${server.url}/ledger/checkpoint`)).body as string

/** Somewhere in the next writes: where exactly, chance decides. */
const someMore = ({ acknowledged }: ShiftAtWork) => {
  const count = acknowledged.length + 100 + Math.floor(Math.random() * 200)
  return until(
    () => acknowledged.length,
    seen => seen >= count,
  )
}

/** What was acknowledged is there, once, and nothing is half done. */
async function expectWhole({ acknowledged }: ShiftAtWork): Promise<void> {
  told.push(...acknowledged)
  await settled(server.url)
  const owner = await databaseOf(dataFolder)
  try {
    const { rows } = await owner.query<Acknowledged>(
      'SELECT record AS id, kind, n, number FROM ledger.state WHERE kind = ANY ($1)',
      [['call', 'incident', 'assignment']],
    )
    const kept = new Map(rows.map(row => [row.id, row]))
    const lost = told.filter(({ id, kind, n, number }) => {
      const row = kept.get(id)
      return row?.kind !== kind || row.n < n || (number !== undefined && row.number !== number)
    })
    expect(lost).toEqual([])
    // Every desk has finished, so there is no record but those it was told of.
    expect(kept.size).toBe(new Set(told.map(({ id }) => id)).size)
    expect(await brokenPromises(owner)).toEqual([])
  } finally {
    await owner.end()
  }
}

/** The log of today contains every checkpoint that was signed before. */
async function expectExtends(checkpoints: readonly string[]): Promise<void> {
  const source = logSource(`${server.url}/ledger`)
  const log = parseVerifier((await ask(`${server.url}/ledger/key`)).body)
  for (const olderCheckpoint of checkpoints) {
    const report = await verifyLog(source, { log, olderCheckpoint })
    expect(report.extendsSize).toBe(Number(olderCheckpoint.split('\n')[1]))
  }
}

describe('under load', () => {
  it('a server killed again and again loses nothing it acknowledged and does nothing twice', async () => {
    const shift = await ShiftAtWork.begin(server.url, 12)
    const checkpoints: string[] = []
    for (let round = 0; round < 3; round++) {
      await someMore(shift)
      checkpoints.push(await readCheckpoint())
      await server.kill()
      server = await start()
    }
    await someMore(shift)
    await shift.end()
    await expectWhole(shift)
    await expectExtends(checkpoints)
    expect([...shift.failures.keys()]).toEqual(['0'])
  })

  it('a killed database: the server says so meanwhile and goes on by itself when it is back', async () => {
    const shift = await ShiftAtWork.begin(server.url, 12)
    const first = (await ask(`${server.url}/health`)).body.entries
    const over = Promise.withResolvers<number>()
    const told = readThrough(await Seat.of(server.url, 'auditor'), first - 1, over.promise)
    const checkpoints: string[] = []
    for (let round = 0; round < 2; round++) {
      await someMore(shift)
      checkpoints.push(await readCheckpoint())
      await killDatabase()
      const away = await until(
        () => ask(`${server.url}/health`),
        ({ status }) => status !== 200,
      )
      expect(away.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(away.body).toMatchObject({ status: 503, code: 'database_away', type: '/problems/database_away' })
      expect(away.headers.get('retry-after')).toBe('1')
    }
    await someMore(shift)
    await shift.end()
    await expectWhole(shift)
    await expectExtends(checkpoints)
    expect([...shift.failures.keys()]).toEqual(['503 database_away'])
    const { entries } = await settled(server.url)
    over.resolve(entries - 1)
    expect(await told).toEqual(Array.from({ length: entries - first }, (_, i) => first + i))
    await expectChoresDone()
  })

  it('both killed at once', async () => {
    const shift = await ShiftAtWork.begin(server.url, 12)
    await someMore(shift)
    const checkpoint = await readCheckpoint()
    await Promise.all([killDatabase(), server.kill()])
    server = await start()
    await someMore(shift)
    await shift.end()
    await expectWhole(shift)
    await expectExtends([checkpoint])
  })
})

/** A chore that is owed is handed over and done: answers older than seven days are forgotten. */
async function expectChoresDone(): Promise<void> {
  const owner = await databaseOf(dataFolder)
  const count = async (table: string) => {
    const { rows } = await owner.query(`SELECT count(*)::int AS n FROM ${table}`)
    return rows[0].n as number
  }
  expect(await count('ledger.idempotency')).toBeGreaterThan(100)
  await owner.query("UPDATE ledger.idempotency SET recorded_at = recorded_at - interval '8 days'")
  await owner.query(
    `INSERT INTO ledger.outbox (jurisdiction, task, payload, recorded_at)
     SELECT jurisdiction, 'forget_answers', '{}', recorded_at FROM ledger.idempotency LIMIT 1`,
  )
  await until(
    () => count('ledger.idempotency'),
    left => left === 0,
  )
  expect(await count('ledger.outbox')).toBe(0)
  await owner.end()
}
