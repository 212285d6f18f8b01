import { randomUUID } from 'node:crypto'
import { createIntegrator, inTransaction, mainLog, readHead, tileReader } from '@kuaiji/ledger'
import { rootFrom } from '@kuaiji/ledger/tree'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../tests/setup/fresh-database.ts'
import {
  access,
  accessesOf,
  checkKeyring,
  erase,
  erasure,
  hasSealedRows,
  keyringOf,
  openParticulars,
  purge,
  readParticulars,
  searchByTelephone,
  type TelephoneSearch,
  type Vault,
} from './index.ts'
import { answered, letter, received, sampleAuthority, sampleTime, sampleVault } from './sample.ts'

let database: FreshDatabase
let pool: pg.Pool
let vault: Vault

const now = sampleTime
const authority = sampleAuthority()
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const rows = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows
const count = async (sql: string, values: unknown[] = []) =>
  (await rows(`SELECT count(*)::int AS count FROM ${sql}`, values))[0].count as number
const looks = () => count(`ledger.entry WHERE type = 'access.made'`)

beforeEach(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  pool.on('error', () => {})
  vault = sampleVault(pool)
})

afterEach(async () => {
  await pool.end()
  await database.drop()
})

async function receive(particulars: Record<string, unknown> = { telephone: '138 0013 8000' }, kind = letter) {
  const change = received(particulars, kind as never)
  await vault.ledger.append(sampleAuthority(), [change])
  return change.record
}

async function closed(text = 'answer') {
  const record = await receive()
  await vault.ledger.append(authority, [answered(record, text)])
  return record
}

describe('a read of particulars', () => {
  it('opens every entry, oldest first, without its author', async () => {
    const record = await closed('the answer')
    const opened = await readParticulars(vault, pool, authority, [record], now)
    expect(opened).toEqual(
      new Map([
        [
          record,
          [
            { n: 1, value: { telephone: '138 0013 8000' } },
            { n: 2, value: { text: 'the answer' } },
          ],
        ],
      ]),
    )
  })

  it('shows an audit who wrote', async () => {
    const record = await receive()
    const audit = sampleAuthority({ purpose: 'audit' }, 'auditor-1')
    expect((await readParticulars(vault, pool, audit, [record], now)).get(record)).toMatchObject([
      { value: { actor: { id: 'account-1' } } },
    ])
  })

  it('leaves one entry per actor, record, purpose and shift, however many read at once', async () => {
    const records = await Promise.all([receive(), receive(), receive()])
    const readers = [
      authority,
      sampleAuthority({}, 'account-2'),
      sampleAuthority({ purpose: 'review' }),
      sampleAuthority({ shift: 'night' }),
    ]
    const reads = Array.from({ length: 8 }, (_, i) =>
      i % 2 === 0 ? records : [...records].reverse().slice(i % 3),
    )
    const opened = await Promise.all(
      readers.flatMap(reader => reads.map(some => readParticulars(vault, pool, reader, some, now))),
    )
    expect(opened.every(map => map.size > 0)).toBe(true)
    expect(await looks()).toBe(records.length * readers.length)
    expect(await count(`(SELECT DISTINCT parent, holds FROM ledger.state WHERE kind = 'access') AS x`)).toBe(
      12,
    )
  })

  it('is one statement, and writes nothing, when every look is on record', async () => {
    const records = await Promise.all(Array.from({ length: 50 }, () => receive()))
    await readParticulars(vault, pool, authority, records, now)
    let statements = 0
    const counting = {
      query: (...args: [string, unknown[]]) => {
        statements++
        return pool.query(...args)
      },
    } as unknown as pg.Pool
    expect((await readParticulars(vault, counting, authority, records, now)).size).toBe(50)
    expect(statements).toBe(1)
    expect(await looks()).toBe(50)
  })

  it('leaves no entry when its transaction is rolled back', async () => {
    const record = await receive()
    const stopped = inTransaction(pool, async client => {
      await openParticulars(vault, client, authority, [record], now)
      throw new Error('stopped')
    })
    await expect(stopped).rejects.toThrow('stopped')
    expect(await looks()).toBe(0)
  })

  it('does not answer for an unknown record or another jurisdiction, and notes no look at it', async () => {
    const record = await receive()
    const elsewhere = sampleAuthority({ jurisdiction: 'elsewhere' })
    expect((await readParticulars(vault, pool, authority, [randomUUID()], now)).size).toBe(0)
    expect((await readParticulars(vault, pool, elsewhere, [record], now)).size).toBe(0)
    expect(await looks()).toBe(0)
  })

  it('names the entry whose sealed bytes were moved, and notes no look', async () => {
    const [a, b] = [await receive(), await receive()]
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(
      `UPDATE vault.particular SET sealed = (SELECT sealed FROM vault.particular WHERE record = $1) WHERE record = $2`,
      [a, b],
    )
    await owner.end()
    await expect(readParticulars(vault, pool, authority, [b], now)).rejects.toThrow(`entry 1 of record ${b}`)
    expect(await looks()).toBe(0)
  })

  it('tells the person concerned which role of which unit looked, why and when, but not who', async () => {
    const record = await receive()
    await readParticulars(vault, pool, authority, [record], now)
    await readParticulars(
      vault,
      pool,
      sampleAuthority({ purpose: 'review' }, 'account-2'),
      [record],
      later(1),
    )
    expect(await accessesOf(pool, 'test', record)).toEqual([
      { at: later(1).toISOString(), act: 'look', role: 'calltaker', unit: 'bureau', purpose: 'review' },
      { at: now.toISOString(), act: 'look', role: 'calltaker', unit: 'bureau', purpose: 'call_handling' },
    ])
  })
})

describe('a search by telephone number', () => {
  const search = (record: string, change: Partial<TelephoneSearch> = {}, by = authority) =>
    inTransaction(pool, client =>
      searchByTelephone(
        vault,
        client,
        by,
        {
          telephone: '+86 13800138000',
          kind: 'letter',
          ground: { by: 'open_call', kind: 'letter', record },
          ...change,
        },
        now,
      ),
    )

  it('finds what is open of the same kind and number, newest first, and leaves an entry each time', async () => {
    const done = await closed()
    const first = await receive()
    const second = await receive({ telephone: '13800138000' })
    await receive({ telephone: '13900139000' })
    const found = await search(first)
    expect([...found].sort()).toEqual([first, second].sort())
    expect(found).not.toContain(done)
    await search(first)
    expect(await count(`ledger.entry WHERE type = 'access.searched'`)).toBe(2)
    expect(await accessesOf(pool, 'test', first)).toMatchObject([{ act: 'search' }, { act: 'search' }])
  })

  it('finds all of the number for the holder of a receipt', async () => {
    const done = await closed()
    const open = await receive()
    const holder = sampleAuthority({ purpose: 'receipt' })
    const ground = { by: 'receipt', kind: 'letter', record: done } as const
    expect([...(await search(done, { ground }, holder))].sort()).toEqual([done, open].sort())
  })

  it('is refused out of the blue, and then leaves nothing', async () => {
    const open = await receive({ telephone: '13900139000' })
    const done = await closed()
    await expect(search(open)).rejects.toMatchObject({ status: 403, code: 'search_ground' })
    await expect(search(done)).rejects.toMatchObject({ code: 'search_ground' })
    await expect(search(randomUUID())).rejects.toMatchObject({ code: 'search_ground' })
    await expect(search(open, { telephone: 'zhang' })).rejects.toMatchObject({
      status: 422,
      code: 'telephone',
    })
    const reviewing = sampleAuthority({ purpose: 'review' })
    await expect(search(open, { telephone: '13900139000' }, reviewing)).rejects.toMatchObject({
      code: 'search_purpose',
    })
    expect(await count(`ledger.entry WHERE kind = 'access'`)).toBe(0)
  })

  it('cannot join two kinds by their rows', async () => {
    const parcel = { ...letter, name: 'parcel' }
    await receive()
    await receive(undefined, parcel)
    expect(await count('(SELECT DISTINCT digest FROM vault.blind) AS x')).toBe(2)
  })
})

describe('an erasure', () => {
  const asAdmin = sampleAuthority({ purpose: 'erasure' }, 'admin-1')
  const eraseNow = (record: string) =>
    inTransaction(pool, client => erase(vault, client, asAdmin, { record, reason: 'request' }, now))

  it('leaves nothing to open and a tree that still proves every entry', async () => {
    const record = await closed()
    const kept = await receive()
    const integrator = createIntegrator(pool, mainLog)
    await integrator.integrate('test')
    const before = await rows('SELECT index, commitments FROM ledger.leaf ORDER BY index')
    expect(await eraseNow(record)).toBe(2)

    for (const table of ['key', 'particular', 'blind'])
      expect(await count(`vault.${table} WHERE record = $1`, [record]), table).toBe(0)
    const opened = await readParticulars(vault, pool, authority, [record, kept], now)
    expect([...opened.keys()]).toEqual([kept])

    await integrator.integrate('test')
    const head = await readHead(pool, mainLog)
    expect(head.size).toBe(before.length + 2)
    expect(await rootFrom(tileReader(pool, mainLog), head.size)).toEqual(head.root)
    const after = await rows('SELECT index, commitments FROM ledger.leaf ORDER BY index')
    expect(after.slice(0, before.length)).toEqual(before)
    expect(await rows(`SELECT parent, state FROM ledger.state WHERE kind = 'erasure'`)).toEqual([
      { parent: record, state: { kind: 'letter', reason: 'request', record, entries: 2 } },
    ])
  })

  it('is refused for an open, an unknown and an erased record, and wins once of two at once', async () => {
    const open = await receive()
    await expect(eraseNow(open)).rejects.toMatchObject({ status: 409, code: 'still_open' })
    await expect(eraseNow(randomUUID())).rejects.toMatchObject({ status: 404 })
    const record = await closed()
    const answers = await Promise.allSettled([eraseNow(record), eraseNow(record), eraseNow(record)])
    expect(answers.filter(answer => answer.status === 'fulfilled')).toHaveLength(1)
    await expect(eraseNow(record)).rejects.toMatchObject({ status: 409, code: 'erased' })
    expect(await count(`ledger.entry WHERE type = 'erasure.done'`)).toBe(1)
  })

  it('is all or nothing with its entry', async () => {
    const record = await closed()
    const stopped = inTransaction(pool, async client => {
      await erase(vault, client, asAdmin, { record, reason: 'request' }, now)
      throw new Error('stopped')
    })
    await expect(stopped).rejects.toThrow('stopped')
    expect((await readParticulars(vault, pool, authority, [record], now)).get(record)).toHaveLength(2)
  })
})

describe('the purge', () => {
  const system = sampleAuthority({ purpose: 'erasure' }, 'system')

  it('erases what was closed longer ago than its kind keeps it, in batches, and goes on where it stopped', async () => {
    const done = await Promise.all(Array.from({ length: 5 }, () => closed()))
    const open = await receive()
    expect(await purge(vault, pool, system, [letter], later(29), 2)).toEqual([
      { kind: 'letter', records: 0, entries: 0 },
    ])
    expect(await purge(vault, pool, system, [letter], later(31), 2)).toEqual([
      { kind: 'letter', records: 5, entries: 10 },
    ])
    expect(await purge(vault, pool, system, [letter], later(32), 2)).toEqual([
      { kind: 'letter', records: 0, entries: 0 },
    ])
    expect((await readParticulars(vault, pool, authority, [...done, open], now)).size).toBe(1)
    expect(await rows(`SELECT parent FROM ledger.state WHERE kind = 'erasure' ORDER BY parent`)).toEqual(
      [...done].sort().map(parent => ({ parent })),
    )
  })

  it('forgets who looked after three years, with one erasure for many looks', async () => {
    const records = await Promise.all(Array.from({ length: 6 }, () => receive()))
    await readParticulars(vault, pool, authority, records, now)
    expect(await purge(vault, pool, system, [access, erasure], later(1097))).toEqual([
      { kind: 'access', records: 6, entries: 6 },
      { kind: 'erasure', records: 0, entries: 0 },
    ])
    expect(await looks()).toBe(6)
    expect(await rows(`SELECT facts->'records' AS records FROM ledger.entry WHERE kind = 'erasure'`)).toEqual(
      [{ records: expect.arrayContaining([expect.any(String)]) }],
    )
    await readParticulars(vault, pool, authority, records, now)
    expect(await looks()).toBe(6)
  })
})

describe('the database', () => {
  it('has no personal data in clear after writes, reads, searches and erasures', async () => {
    const record = await receive({ telephone: '13800138000', address: 'MARKER-4471' })
    await readParticulars(vault, pool, sampleAuthority({}, 'MARKER-4471-officer'), [record], now)
    const ground = { by: 'open_call', kind: 'letter', record } as const
    await inTransaction(pool, client =>
      searchByTelephone(vault, client, authority, { telephone: '13800138000', kind: 'letter', ground }, now),
    )
    const tables = await rows(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')`,
    )
    expect(tables.map(table => table.name)).toEqual(
      expect.arrayContaining([
        'ledger.entry',
        'ledger.state',
        'vault.particular',
        'vault.blind',
        'access.account',
      ]),
    )
    const inHex = Buffer.from('MARKER-4471').toString('hex')
    for (const { name } of tables) {
      const found = await count(`${name} AS t WHERE t::text LIKE ANY ($1)`, [
        ['%MARKER-4471%', `%${inHex}%`, '%13800138000%', '%account-1%'],
      ])
      expect(found, name).toBe(0)
    }
  })

  it.each(['UPDATE vault.key SET kind = kind', 'UPDATE vault.particular SET n = n', 'TRUNCATE vault.blind'])(
    'refuses the application role: %s',
    async sql => {
      await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' })
    },
  )

  it('is known by its master key', async () => {
    expect(await hasSealedRows(pool)).toBe(false)
    await checkKeyring(pool, vault.keyring)
    await receive()
    expect(await hasSealedRows(pool)).toBe(true)
    await checkKeyring(pool, vault.keyring)
    const stranger = keyringOf(Buffer.alloc(32, 7), Buffer.alloc(32, 2))
    await expect(checkKeyring(pool, stranger)).rejects.toThrow(
      `keys/master.key (${stranger.master.id}) is not the key this database was sealed under (${vault.keyring.master.id})`,
    )
  })
})
