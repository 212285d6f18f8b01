import { createHash, randomUUID } from 'node:crypto'
import { type Authority, type Change, type Kind, refuse, uuidv7 } from '@kuaiji/kernel'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../tests/setup/fresh-database.ts'
import { keyringOf } from '../vault/keyring.ts'
import { createSealer } from '../vault/sealer.ts'
import {
  appendBulk,
  canonicalJson,
  createIntegrator,
  createLedger,
  fireTimer,
  fold,
  type Ledger,
  type LedgerEntry,
  mainLog,
  readHead,
  type View,
} from './index.ts'
import { tileReader } from './tiles.ts'
import { rootFrom } from './tree/index.ts'

interface Kettle {
  readonly boiled: number
  readonly hob: string | null
  readonly closed: boolean
}

/** A record kind with everything the ledger keeps beside a state: a thing held, a parent, a timer. */
const kettle: Kind<Kettle> = {
  name: 'kettle',
  initial: { boiled: 0, hob: null, closed: false },
  retentionDays: 1,
  evolve(state, entry) {
    if (entry.type === 'kettle.filled')
      return { ...state, hob: (entry.facts.hob as string | undefined) ?? null }
    if (entry.type === 'kettle.boiled') return { ...state, boiled: state.boiled + 1 }
    return { ...state, closed: true }
  },
  isOpen: state => !state.closed,
  holds: state => (state.closed || state.hob === null ? undefined : `hob:${state.hob}`),
  onDue: (_, __, now) => [{ type: 'kettle.boiled', at: now.toISOString(), atSource: 'automatic', facts: {} }],
}

const authority: Authority = {
  jurisdiction: 'test',
  purpose: 'dispatch',
  shift: 'day',
  actor: { id: 'account-1', role: 'dispatcher', unit: 'bureau', seat: '110-01', channel: 'console' },
}
const at = '2026-11-23T04:00:00.000Z'

function filling(facts: Record<string, unknown> = {}, extra: Partial<Change> = {}): Change<Kettle> {
  return {
    kind: kettle as Kind<unknown> as Kind<Kettle>,
    record: randomUUID(),
    expected: 0,
    state: kettle.initial,
    entries: [
      { type: 'kettle.filled', at, atSource: 'operator', facts, particulars: { note: 'MARKER-7351' } },
    ],
    ...(extra as object),
  }
}

function boiling(record: string, expected: number): Change<Kettle> {
  return {
    kind: kettle,
    record,
    expected,
    state: { ...kettle.initial, boiled: Math.max(0, expected - 1) },
    entries: [{ type: 'kettle.boiled', at, atSource: 'operator', facts: {} }],
  }
}

let database: FreshDatabase
let pool: pg.Pool
let ledger: Ledger

beforeEach(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  // A dropped database ends idle connections; that is the end of the test, not a fault.
  pool.on('error', () => {})
  const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
  const clock = { now: () => new Date(at), until: async () => {} }
  ledger = createLedger({ pool, clock, identify: uuidv7, sealer })
})

afterEach(async () => {
  await pool.end()
  await database.drop()
})

const rows = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows
const refusal = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'not refused',
    error => ({ code: error.code, ...error.detail }),
  )

describe('append', () => {
  it('commits entries, state, queue and sealed particulars together', async () => {
    const change = filling({ litres: 2 })
    const [written] = await ledger.append(authority, [change as Change])
    expect(written).toMatchObject({ record: change.record, n: 1 })
    await ledger.append(authority, [boiling(change.record, 1) as Change])
    expect(await ledger.load(authority, kettle, change.record)).toMatchObject({ n: 2, state: { boiled: 1 } })
    expect(await rows('SELECT n, type FROM ledger.entry ORDER BY n')).toEqual([
      { n: 1, type: 'kettle.filled' },
      { n: 2, type: 'kettle.boiled' },
    ])
    expect(await rows('SELECT count(*)::int FROM ledger.queue')).toEqual([{ count: 2 }])
    expect(await rows('SELECT count(*)::int FROM vault.particular')).toEqual([{ count: 2 }])
  })

  it('keeps envelope and facts to the byte, so that their commitments can be recomputed', async () => {
    await ledger.append(authority, [
      filling({ litres: 1.5, name: '会稽 "水"\\', deep: [1e21, -0] }) as Change,
    ])
    const [row] = await rows('SELECT envelope::text, facts::text, salts, commitments FROM ledger.entry')
    const digest = (salt: Buffer, text: string) =>
      createHash('sha256').update(salt).update(text, 'utf8').digest()
    expect(digest(row.salts.subarray(0, 32), row.envelope)).toEqual(row.commitments.subarray(0, 32))
    expect(digest(row.salts.subarray(32), row.facts)).toEqual(row.commitments.subarray(32, 64))
    expect(row.facts).toBe(canonicalJson(JSON.parse(row.facts)))
    expect(row.envelope).not.toContain('account-1')
  })

  it('refuses a stale version naming what changed, and writes nothing of the whole append', async () => {
    const change = filling()
    await ledger.append(authority, [change as Change])
    const other = filling()
    const stale = ledger.append(authority, [other as Change, boiling(change.record, 3) as Change])
    expect(await refusal(stale)).toEqual({
      code: 'stale',
      changed: [{ record: change.record, expected: 3, n: 1 }],
    })
    expect(await ledger.find(authority, kettle, other.record)).toBeUndefined()
  })

  it('lets one of many writers of the same version through', async () => {
    const change = filling()
    await ledger.append(authority, [change as Change])
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        refusal(ledger.append(authority, [boiling(change.record, 1) as Change])),
      ),
    )
    expect(answers.filter(answer => answer === 'not refused')).toHaveLength(1)
    expect(
      answers.filter(answer => answer !== 'not refused').every(a => (a as { code: string }).code === 'stale'),
    ).toBe(true)
  })

  it('gives a held thing to one holder and names it to the others', async () => {
    const changes = Array.from({ length: 12 }, () => filling({ hob: 'A' }))
    const answers = await Promise.all(
      changes.map(change => refusal(ledger.append(authority, [change as Change]))),
    )
    const [winner] = await rows('SELECT record FROM ledger.state WHERE holds IS NOT NULL')
    expect(answers.filter(answer => answer === 'not refused')).toHaveLength(1)
    for (const answer of answers.filter(a => a !== 'not refused'))
      expect(answer).toEqual({ code: 'held', holds: 'hob:A', holder: winner.record })
  })

  it('changes several records at once without deadlock, whatever their order', async () => {
    const [a, b] = [filling(), filling()]
    await ledger.append(authority, [a as Change, b as Change])
    const both = async (i: number): Promise<void> => {
      const [x, y] = i % 2 === 0 ? [a, b] : [b, a]
      for (;;) {
        const n = (await ledger.load(authority, kettle, a.record)).n
        const append = ledger.append(authority, [
          boiling(x.record, n) as Change,
          boiling(y.record, n) as Change,
        ])
        if ((await refusal(append)) === 'not refused') return
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, i) => both(i)))
    expect(await rows('SELECT DISTINCT n FROM ledger.state')).toEqual([{ n: 9 }])
  })
})

describe('numbers', () => {
  const numbered = (extra: Record<string, unknown> = {}) =>
    ({ ...filling(extra), numbered: { series: 'K', year: 2026 } }) as Change

  it('are dense and unique under concurrency, and a refusal leaves no gap', async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        refusal(ledger.append(authority, [numbered(i % 3 === 0 ? { hob: 'B' } : {})])),
      ),
    )
    const given = await rows('SELECT number FROM ledger.state ORDER BY number')
    expect(answers.filter(answer => answer === 'not refused')).toHaveLength(given.length)
    expect(given.map(row => row.number)).toEqual(
      given.map((_, i) => `K2026-${String(i + 1).padStart(6, '0')}`),
    )
    expect(given.length).toBe(17)
  })

  it('stand in the envelope of the opening entry', async () => {
    const [written] = await ledger.append(authority, [numbered()])
    expect(written!.number).toBe('K2026-000001')
    expect(JSON.parse(written!.entries[0]!.envelope).number).toBe('K2026-000001')
  })
})

describe('appendBulk', () => {
  const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
  const bulk = (changes: readonly Change[]) =>
    appendBulk({ pool, identify: uuidv7, sealer }, authority, changes, new Date(at))

  it('writes what append writes, to the byte', async () => {
    const changes = Array.from({ length: 300 }, (_, i) => filling({ litres: i, name: '"水"\\\t' }))
    await bulk(changes as Change[])
    const found = await rows(
      'SELECT envelope::text, facts::text, salts, commitments, happened_at FROM ledger.entry',
    )
    const digest = (salt: Buffer, text: string) =>
      createHash('sha256').update(salt).update(text, 'utf8').digest()
    expect(found).toHaveLength(300)
    for (const row of found) {
      expect(digest(row.salts.subarray(0, 32), row.envelope)).toEqual(row.commitments.subarray(0, 32))
      expect(digest(row.salts.subarray(32), row.facts)).toEqual(row.commitments.subarray(32, 64))
      expect(row.happened_at.toISOString()).toBe(at)
    }
    // The next append finds state, version and data key as if the record had been opened singly.
    await ledger.append(authority, [boiling(changes[7]!.record, 1) as Change])
    expect(await ledger.load(authority, kettle, changes[7]!.record)).toMatchObject({ n: 2 })
    expect(await createIntegrator(pool, mainLog).integrate('test')).toBe(301)
  })

  it('writes nothing when one record exists already', async () => {
    const known = filling()
    await ledger.append(authority, [known as Change])
    await expect(bulk([filling() as Change, known as Change])).rejects.toMatchObject({ code: '23505' })
    expect(await rows('SELECT count(*)::int FROM ledger.entry')).toEqual([{ count: 1 }])
  })
})

describe('timers', () => {
  const kinds = new Map([[kettle.name, kettle as Kind]])
  const due = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000)
  const timed = (minutes: number) =>
    filling({}, { timers: [{ name: 'boil', dueAt: due(minutes).toISOString() }] }) as Change

  it('append what their kind decides, once, when they are due', async () => {
    const change = timed(10)
    await ledger.append(authority, [change])
    expect(await fireTimer(pool, ledger, kinds, authority, due(9))).toBe(0)
    const fired = await Promise.all([1, 2, 3].map(() => fireTimer(pool, ledger, kinds, authority, due(10))))
    expect(fired.toSorted()).toEqual([0, 0, 1])
    expect(await ledger.load(authority, kettle, change.record)).toMatchObject({ n: 2, state: { boiled: 1 } })
  })

  it('are cancelled by name', async () => {
    const change = timed(10)
    await ledger.append(authority, [change])
    const cancel = { ...boiling(change.record, 1), timers: [{ name: 'boil', dueAt: null }] }
    await ledger.append(authority, [cancel as Change])
    expect(await fireTimer(pool, ledger, kinds, authority, due(11))).toBe(0)
  })
})

describe('the database itself', () => {
  it.each([
    'UPDATE ledger.entry SET type = type',
    'DELETE FROM ledger.entry',
    'TRUNCATE ledger.entry',
    'UPDATE ledger.leaf SET n = n',
    'DELETE FROM ledger.leaf',
    'UPDATE ledger.tile SET level = level',
    'DELETE FROM ledger.checkpoint',
    'ALTER TABLE ledger.entry ADD COLUMN x int',
    'DROP TABLE ledger.entry',
  ])('refuses the application role: %s', async sql => {
    await ledger.append(authority, [filling() as Change])
    await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  it('holds no personal data in clear anywhere', async () => {
    await ledger.append(authority, [filling() as Change])
    const tables = await rows(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('ledger', 'vault', 'access', 'response')
          AND has_table_privilege(c.oid, 'SELECT')`,
    )
    expect(tables.length).toBeGreaterThan(10)
    for (const { name } of tables) {
      const found = await rows(
        `SELECT 1 FROM ${name} t WHERE t::text LIKE '%MARKER-7351%' OR t::text LIKE '%account-1%'`,
      )
      expect(found, name).toEqual([])
    }
  })
})

describe('integrator', () => {
  it('gives committed entries dense leaf indexes and a tree that its tiles prove', async () => {
    for (let i = 0; i < 3; i++) await appendMany(200)
    const integrator = createIntegrator(pool, mainLog)
    expect(await integrator.integrate('test')).toBe(600)
    expect(await integrator.integrate('test')).toBe(0)
    await appendMany(5)
    await createIntegrator(pool, mainLog).integrate('test')
    const head = await readHead(pool, mainLog)
    expect(head.size).toBe(605)
    expect(await rootFrom(tileReader(pool, mainLog), 605)).toEqual(head.root)
    expect(await rows('SELECT min(index)::int, max(index)::int, count(*)::int FROM ledger.leaf')).toEqual([
      { min: 0, max: 604, count: 605 },
    ])
  })

  it('keeps every entry once when two integrators race', async () => {
    await appendMany(300)
    const [a, b] = [createIntegrator(pool, mainLog), createIntegrator(pool, mainLog)]
    const race = async (x: typeof a) => {
      for (let i = 0; i < 20; i++) await x.integrate('test')
    }
    const more = (async () => {
      for (let i = 0; i < 20; i++) await appendMany(10)
    })()
    await Promise.all([race(a), race(b), more])
    while ((await a.integrate('test')) > 0);
    await a.integrate('test')
    expect(await rows('SELECT count(*)::int, max(index)::int FROM ledger.leaf')).toEqual([
      { count: 500, max: 499 },
    ])
    expect(await rootFrom(tileReader(pool, mainLog), 500)).toEqual((await readHead(pool, mainLog)).root)
  })

  it('feeds a view each entry once and in order, across a rebuild', async () => {
    await appendMany(30)
    await createIntegrator(pool, mainLog).integrate('test')
    const seen: LedgerEntry[] = []
    const view = (version: number): View => ({
      name: 'seen',
      version,
      reset: async () => void seen.splice(0),
      fold: async (_, entries) => void seen.push(...entries),
    })
    await fold(pool, mainLog, view(1))
    expect(seen.map(entry => entry.leafIndex)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(await fold(pool, mainLog, view(1))).toBe(0)
    await fold(pool, mainLog, view(2))
    expect(seen).toHaveLength(30)
  })

  async function appendMany(count: number): Promise<void> {
    await ledger.append(
      authority,
      Array.from({ length: count }, () => filling() as Change),
    )
  }
})

it('names a record that does not exist', async () => {
  await expect(ledger.load(authority, kettle, randomUUID())).rejects.toMatchObject(
    refuse(404, 'not_found', 'There is no kettle with this id.'),
  )
})
