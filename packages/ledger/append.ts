import { type Refusal, refuse } from '@kuaiji/kernel'
import { type ClientBase, DatabaseError, escapeLiteral, type Pool } from 'pg'
import { bytesArray, plainArray, textArray } from './array-literal.ts'
import type { PreparedRecord } from './prepare.ts'

/** The answer to keep under a client's key; see `idempotency.ts`. */
export interface IdempotentAnswer {
  readonly actor: string
  readonly key: string
  /** SHA-256 of method, path and body. */
  readonly request: Buffer
  readonly status: number
  readonly answer: unknown
}

/** A chore owed because of an append; references only. */
export interface Chore {
  readonly task: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface AppendExtra {
  readonly idempotency?: IdempotentAnswer
  readonly outbox?: readonly Chore[]
}

/** One command's part of an append: its records, folded and sealed at one time of recording. */
export interface Part {
  readonly records: readonly PreparedRecord[]
  readonly recordedAt: string
  readonly extra: AppendExtra
}

const recordTypes = 'uuid text integer integer text uuid text boolean text bytea timestamptz'
const entryTypes = 'uuid text integer uuid text timestamptz timestamptz text text bytea bytea bytea'
const arrays = `${recordTypes} ${entryTypes}`.split(' ').map(type => `${type}[]`)
const types = ['text', ...arrays, 'jsonb']

/** The append's own statement: one call, one round trip. */
export const appendStatement = `SELECT ledger.append(${types.map((type, i) => `$${i + 1}::${type}`).join(', ')})`

/** Arguments of `appendStatement` in PostgreSQL's text form. Several commands may share a call if they share no record. */
export function appendArguments(jurisdiction: string, parts: readonly Part[]): (string | null)[] {
  const records = parts.flatMap(({ records, recordedAt }) => records.map(r => ({ ...r, recordedAt })))
  if (parts.length > 1) records.sort((a, b) => (a.record < b.record ? -1 : 1))
  const entries = records.flatMap(record => record.entries)
  return [
    jurisdiction,
    plainArray(records.map(r => r.record)),
    plainArray(records.map(r => r.kind)),
    plainArray(records.map(r => r.expected)),
    plainArray(records.map(r => r.n)),
    textArray(records.map(r => r.number)),
    plainArray(records.map(r => r.parent)),
    textArray(records.map(r => r.holds)),
    plainArray(records.map(r => r.isOpen)),
    textArray(records.map(r => JSON.stringify(r.state))),
    bytesArray(records.map(r => r.wrapped)),
    plainArray(records.map(r => r.recordedAt)),
    plainArray(entries.map(e => e.folded.record)),
    plainArray(entries.map(e => e.kind)),
    plainArray(entries.map(e => e.folded.n)),
    plainArray(entries.map(e => e.folded.id)),
    plainArray(entries.map(e => e.folded.type)),
    plainArray(entries.map(e => e.folded.at)),
    plainArray(entries.map(e => e.folded.recordedAt)),
    textArray(entries.map(e => e.envelope)),
    textArray(entries.map(e => e.facts)),
    bytesArray(entries.map(e => e.salts)),
    bytesArray(entries.map(e => e.commitments)),
    bytesArray(entries.map(e => e.sealed)),
    extraOf(parts),
  ]
}

/** The same call as one line of the simple protocol, so that it can share a round trip with COMMIT. */
export function appendLine(values: readonly (string | null)[]): string {
  const literals = values.map((value, i) => `${value === null ? 'NULL' : escapeLiteral(value)}::${types[i]}`)
  return `SELECT ledger.append(${literals.join(', ')})`
}

/** Runs the append, inside the client's transaction or as one of its own. */
export async function runAppend(client: ClientBase | Pool, values: (string | null)[]): Promise<void> {
  await client.query({ name: 'ledger.append', text: appendStatement, values })
}

/** Names what the database refused. Anything else is a fault and is thrown as it came. */
export function refusalOf(error: unknown, records: readonly PreparedRecord[]): Refusal | 'twin' | undefined {
  if (!(error instanceof DatabaseError)) return undefined
  if (error.code === 'KJ409')
    return refuse(409, 'stale', 'The record has changed since it was read.', {
      changed: JSON.parse(error.detail ?? '[]'),
    })
  if (error.code !== '23505') return undefined
  if (error.constraint === 'idempotency_pkey') return 'twin'
  if (error.constraint === 'state_holds') {
    // The index names the key, not the row: of the records in this append, the one whose value stands in the detail lost.
    const lost = records.find(r => r.holds !== null && error.detail?.includes(r.holds))
    return refuse(409, 'held', 'Another record holds this already.', { holds: lost?.holds ?? null })
  }
  if (error.constraint === 'state_pkey' || error.constraint === 'entry_pkey')
    return refuse(409, 'stale', 'The record has changed since it was read.', { changed: [] })
  return undefined
}

function extraOf(parts: readonly Part[]): string | null {
  const answers = parts.flatMap(({ extra: { idempotency: given }, recordedAt }) =>
    given ? [{ ...given, request: given.request.toString('hex'), recorded_at: recordedAt }] : [],
  )
  const records = parts.flatMap(part => part.records)
  const timers = records.flatMap(r =>
    r.timers.map(t => ({ record: r.record, kind: r.kind, name: t.name, due_at: t.dueAt })),
  )
  const blinds = records.flatMap(r =>
    r.blinds.map(digest => ({ record: r.record, kind: r.kind, digest: digest.toString('hex') })),
  )
  const outbox = parts.flatMap(({ extra, recordedAt }) =>
    (extra.outbox ?? []).map(chore => ({ ...chore, recorded_at: recordedAt })),
  )
  const given = Object.entries({ answers, timers, blinds, outbox }).filter(([, rows]) => rows.length > 0)
  return given.length === 0 ? null : JSON.stringify(Object.fromEntries(given))
}
