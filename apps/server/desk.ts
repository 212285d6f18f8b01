import {
  type Authority,
  type Change,
  type Desk,
  isRefusal,
  type Kind,
  type Loaded,
  refuse,
  uuidv7,
  type Written,
} from '@kuaiji/kernel'
import { type Appended, type Chore, type IdempotentAnswer, type Ledger, receiptOf } from '@kuaiji/ledger'
import type { Signer } from '@kuaiji/ledger/tree'
import { readParticulars } from '@kuaiji/vault'
import type { Pool } from 'pg'
import type { Bureau } from './bureau.ts'

/** What the server gives every request's desk. */
export interface DeskSettings {
  readonly pool: Pool
  readonly ledger: Ledger
  readonly signer: Signer
  readonly newId: (now: Date) => string
  readonly openParticulars: (
    authority: Authority,
    records: readonly string[],
    now: Date,
  ) => ReturnType<Desk['particulars']>
}

/** What a bureau's desks work with. */
export function deskSettings({ pool, ledger, signer, vault }: Bureau): DeskSettings {
  return {
    pool,
    ledger,
    signer,
    newId: uuidv7,
    openParticulars: (authority, records, now) => readParticulars(vault, pool, authority, records, now),
  }
}

/** The answer that is kept under an Idempotency-Key: status, ids and versions. */
export interface WriteAnswer {
  readonly id: string
  readonly number?: string
  readonly n: number
}

export interface DeskRequest {
  readonly authority: Authority
  readonly now: Date
  /** Version of a record that the client read: when it is loaded at another one, the command is refused with 409. */
  readonly expected?: { readonly record: string; readonly n: number }
  readonly idempotency?: Omit<IdempotentAnswer, 'answer'>
  readonly outbox?: readonly Chore[]
}

export function createDesk(settings: DeskSettings, request: DeskRequest): Desk {
  const { pool, ledger, signer } = settings
  const { authority, now } = request
  let appended = false

  async function append(changes: readonly Change[]): Promise<readonly Written[]> {
    // One append per request makes the command atomic and its idempotent answer complete.
    if (appended) throw new Error('a command appends once')
    const answer = answerOf(changes[0] as Change)
    const written = await ledger.append(authority, changes, {
      now,
      ...(request.idempotency ? { idempotency: { ...request.idempotency, answer } } : {}),
      ...(request.outbox ? { outbox: request.outbox } : {}),
    })
    appended = true
    return written.map(record => writtenOf(record, signer))
  }

  return {
    authority,
    now,
    newId: () => settings.newId(now),
    find: <S>(kind: Kind<S>, record: string): Promise<Loaded<S> | undefined> =>
      ledger.find(authority, kind, record),
    async load<S>(kind: Kind<S>, record: string): Promise<Loaded<S>> {
      const loaded = await ledger.load(authority, kind, record)
      expectVersion(loaded, request.expected)
      return loaded
    },
    append,
    particulars: records => settings.openParticulars(authority, records, now),
    async query(sql, parameters) {
      return (await pool.query(sql, parameters as unknown[])).rows
    },
  }
}

/**
 * A handler decides on what it loaded; when that has gone stale it decides anew, so that the loser sees the winner.
 * Each round of rivals for one record has one winner, so the attempts bound how many may order to one incident at once.
 */
export async function decideAgain<T>(run: () => Promise<T>, attempts = 32): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const stale = isRefusal(error) && error.code === 'stale'
      const deadlock = (error as { code?: string }).code === '40P01'
      if (!(stale || deadlock) || attempt === attempts) throw error
    }
  }
}

/** Before anything is decided on it. A change in between makes the append stale, and this is asked anew. */
function expectVersion({ id, n }: Loaded<unknown>, expected: DeskRequest['expected']): void {
  if (expected?.record !== id || expected.n === n) return
  throw refuse(409, 'version', `The record is at version ${n}, not ${expected.n}.`, {
    changed: [{ record: id, expected: expected.n, n }],
  })
}

/** Known before the append; a number drawn in it is read back from the record when the answer is replayed. */
function answerOf(change: Change): WriteAnswer {
  return { id: change.record, n: change.expected + change.entries.length }
}

function writtenOf(record: Appended, signer: Signer): Written {
  return {
    record: record.record,
    n: record.n,
    ...(record.number === null ? {} : { number: record.number }),
    entryIds: record.entries.map(entry => entry.folded.id),
    // Signed only where it is asked for: an Ed25519 signature costs as much as the append's hashing.
    get receipts() {
      return record.entries.map(entry =>
        receiptOf(
          {
            id: entry.folded.id,
            envelope: JSON.parse(entry.envelope),
            facts: JSON.parse(entry.facts),
            salts: entry.salts,
            commitments: entry.commitments,
            recordedAt: entry.folded.recordedAt,
          },
          signer,
        ),
      )
    },
  }
}
