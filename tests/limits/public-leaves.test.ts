import { createHash, randomUUID } from 'node:crypto'
import { type Authority, type Change, uuidv7 } from '@kuaiji/kernel'
import { bundleOf, createIntegrator, createLedger, mainLog } from '@kuaiji/ledger'
import { decodeBundle } from '@kuaiji/ledger/tree'
import { callKind } from '@kuaiji/response'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyringOf } from '../../packages/vault/keyring.ts'
import { createSealer } from '../../packages/vault/sealer.ts'
import { type FreshDatabase, freshDatabase } from '../setup/fresh-database.ts'

const at = '2026-11-23T04:00:00.000Z'
const recordCount = 8
const entriesEach = 64
/** One caller, one officer at one seat, one record after the other: everything that could repeat repeats. */
const telephone = '13900007351'
const authority: Authority = {
  jurisdiction: 'city',
  purpose: 'call_handling',
  shift: 'day',
  actor: { id: 'officer-7351', role: 'calltaker', unit: 'bureau', seat: '110-01', channel: 'console' },
}

let database: FreshDatabase
let pool: pg.Pool
let leaves: readonly string[]
/** Which record each leaf is of: known to the bureau, not to the public. */
let recordOfLeaf: readonly string[]

beforeAll(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 4 })
  pool.on('error', () => {})
  const ledger = createLedger({
    pool,
    clock: { now: () => new Date(at), until: async () => {} },
    identify: uuidv7,
    sealer: createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2))),
  })
  for (let i = 0; i < recordCount; i++) await ledger.append(authority, [sameCall()])
  const integrator = createIntegrator(pool, mainLog)
  while ((await integrator.integrate('city')) > 0);
  leaves = await publicLeaves()
  const { rows } = await pool.query<{ record: string }>('SELECT record FROM ledger.leaf ORDER BY index')
  recordOfLeaf = rows.map(({ record }) => record)
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

function sameCall(): Change {
  const facts = { channel: 'voice_110', district: 'd1', urban: true, cell: 'r1c1', outside: false }
  const particulars = { telephone, text: 'the same words', address: 'the same door' }
  const received = { type: 'call.received', at, atSource: 'operator' as const, facts, particulars }
  const again = {
    type: 'call.called_back',
    at,
    atSource: 'operator' as const,
    facts: { seat: '110-01', reached: false },
    particulars,
  }
  return {
    kind: callKind as Change['kind'],
    record: randomUUID(),
    expected: 0,
    state: callKind.initial,
    entries: [received, ...Array.from({ length: entriesEach - 1 }, () => again)],
  }
}

/** What everyone may fetch: the log's own entry bundles, cut into leaves. */
async function publicLeaves(): Promise<string[]> {
  const count = recordCount * entriesEach
  const found: string[] = []
  for (let index = 0; index * 256 < count; index++) {
    const bundle = await bundleOf(pool, mainLog, {
      level: 'entries',
      index,
      width: Math.min(256, count - index * 256),
    })
    found.push(...decodeBundle(bundle).map(leaf => Buffer.from(leaf).toString('utf8')))
  }
  return found
}

/** The 32 bytes of each commitment of a leaf. */
function commitmentsOf(leaf: string): Buffer[] {
  const { envelope, facts, particulars } = JSON.parse(leaf) as Record<string, string>
  return [envelope, facts, particulars].map(text => Buffer.from(text as string, 'base64'))
}

/**
 * Byte strings that stand in two places. 1,536 random commitments hold 41,472 strings of 6 bytes, two of which are the
 * same by chance once in 300,000 runs: a repetition is a join.
 */
function repeated(commitments: readonly Buffer[], length = 6): string[] {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const bytes of commitments)
    for (let i = 0; i + length <= bytes.length; i++) {
      const piece = bytes.toString('latin1', i, i + length)
      if (seen.has(piece)) twice.add(piece)
      seen.add(piece)
    }
  return [...twice]
}

/** Bits in which two commitments differ; 128 of 256 on average when they know nothing of each other. */
function distance(a: Buffer, b: Buffer): number {
  return a.reduce((sum, byte, i) => sum + bitsOf(byte ^ b[i]!), 0)
}

function bitsOf(byte: number): number {
  return byte.toString(2).replaceAll('0', '').length
}

describe('public leaves', () => {
  it('hold a version and three commitments, and nothing in clear', async () => {
    expect(leaves).toHaveLength(recordCount * entriesEach)
    for (const leaf of leaves) {
      expect(Object.keys(JSON.parse(leaf))).toEqual(['envelope', 'facts', 'particulars', 'v'])
      expect(commitmentsOf(leaf).map(({ length }) => length)).toEqual([32, 32, 32])
    }
    const { rows } = await pool.query(
      'SELECT DISTINCT record::text AS secret FROM ledger.entry UNION SELECT id::text FROM ledger.entry',
    )
    const all = leaves.join('')
    const secrets = [
      ...rows.map(({ secret }) => secret),
      telephone,
      'officer-7351',
      '110-01',
      '2026',
      'call.',
      'd1"',
    ]
    expect(secrets.filter(secret => all.includes(secret))).toEqual([])
  })

  it('share no byte string beyond their format, though they say the same of the same people', () => {
    expect(repeated(leaves.flatMap(commitmentsOf))).toEqual([])
  })

  it('of one record are as unlike each other as those of two', () => {
    const same: number[] = []
    const other: number[] = []
    const commitments = leaves.map(commitmentsOf)
    for (let i = 0; i < leaves.length; i += 3)
      for (let j = i + 1; j < leaves.length; j += 5)
        for (const part of [0, 1, 2]) {
          const bits = distance(commitments[i]![part]!, commitments[j]![part]!)
          if (recordOfLeaf[i] === recordOfLeaf[j]) same.push(bits)
          else other.push(bits)
        }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    // The mean of n distances of 256 fair bits has a standard deviation of 8 / √n; five of them are one chance in a million.
    for (const values of [same, other]) {
      expect(values.length).toBeGreaterThan(1000)
      expect(Math.abs(mean(values) - 128)).toBeLessThan((5 * 8) / Math.sqrt(values.length))
    }
  })

  it('can be joined as soon as salts are left out or used twice: the test would see it', async () => {
    const { rows } = await pool.query<{ envelope: string; facts: string }>(
      'SELECT envelope::text, facts::text FROM ledger.entry ORDER BY record, n LIMIT 200',
    )
    const digest = (salt: Buffer, text: string) => createHash('sha256').update(salt).update(text).digest()
    const unsalted = rows.map(({ facts }) => digest(Buffer.alloc(0), facts))
    expect(repeated(unsalted).length).toBeGreaterThan(0)
    const once = Buffer.alloc(32, 7)
    expect(repeated(rows.map(({ facts }) => digest(once, facts))).length).toBeGreaterThan(0)
    // A salt that follows from the record joins its entries as well.
    const records = rows.map(({ envelope }) => Buffer.from(JSON.parse(envelope).record))
    expect(repeated(rows.map(({ facts }, i) => digest(records[i]!, facts))).length).toBeGreaterThan(0)
  })
})
