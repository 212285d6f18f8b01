import { type Authority, type EntryDraft, type FoldedEntry, type Kind, refuse } from '@kuaiji/kernel'
import type { PoolClient } from 'pg'
import type { Vault } from './vault.ts'

/** Why particulars are erased (个人信息保护法 §47): their time is over, the person asks, or they should not be here. */
export type ErasureReason = 'retention' | 'request' | 'unlawful'

export type ErasureDone = EntryDraft<
  'erasure.done',
  {
    readonly kind: string
    readonly reason: ErasureReason
    readonly records: readonly string[]
    /** How many entries lost their particulars. */
    readonly entries: number
  }
>

export interface ErasureState {
  readonly kind: string
  readonly reason: ErasureReason | null
  /** The record, when it was one; a purge of the vault's own kinds takes many at once. */
  readonly record: string | null
  readonly entries: number
}

export const erasure: Kind<ErasureState> = {
  name: 'erasure',
  initial: { kind: '', reason: null, record: null, entries: 0 },
  evolve(_, entry) {
    const { type, facts } = entry as FoldedEntry & ErasureDone
    switch (type) {
      case 'erasure.done': {
        const { kind, reason, records, entries } = facts
        return { kind, reason, record: records.length === 1 ? records[0]! : null, entries }
      }
    }
  },
  isOpen: () => false,
  parent: state => state.record ?? undefined,
  retentionDays: 1096,
}

export interface Erasure {
  readonly record: string
  readonly reason: ErasureReason
}

/**
 * Deletes particulars, data key and blind index rows of a closed record and appends the erasure, in the client's
 * transaction. Answers how many entries lost their particulars. Commitments stay in the tree, which stays whole. Dead
 * rows leave the disk with PostgreSQL's vacuum, copies in backups open only together with the master key.
 * Refusals: 404 `not_found`, 409 `still_open`, 409 `erased`.
 */
export async function erase(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  { record: named, reason }: Erasure,
  now: Date,
): Promise<number> {
  const { rows } = await client.query<{ record: string; kind: string; is_open: boolean }>(
    // The row is locked so that no entry is sealed under the data key while it goes.
    'SELECT record, kind, is_open FROM ledger.state WHERE jurisdiction = $1 AND record = $2 FOR UPDATE',
    [authority.jurisdiction, named],
  )
  const found = rows[0]
  if (found === undefined) throw refuse(404, 'not_found', 'There is no record with this id.', { id: named })
  if (found.is_open)
    throw refuse(409, 'still_open', 'The record is still open; it is erased after it is closed.')
  const { record, kind } = found
  const erased = await eraseRows(vault, client, authority, [record])
  const entries = erased.get(record) ?? 0
  if (entries === 0) throw refuse(409, 'erased', 'The particulars of this record have been erased before.')
  await recordErasures(vault, client, authority, [{ kind, reason, records: [record], entries }], now)
  return entries
}

/** Entries erased by record. The caller holds the records' rows of `ledger.state`. */
export async function eraseRows(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  records: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ record: string; entries: number }>(
    `WITH keys AS (DELETE FROM vault.key WHERE jurisdiction = $1 AND record = ANY ($2::uuid[])),
          blinds AS (DELETE FROM vault.blind WHERE jurisdiction = $1 AND record = ANY ($2::uuid[])),
          particulars AS (
            DELETE FROM vault.particular WHERE jurisdiction = $1 AND record = ANY ($2::uuid[]) RETURNING record
          )
     SELECT record, count(*)::integer AS entries FROM particulars GROUP BY record`,
    [authority.jurisdiction, records],
  )
  for (const record of records) vault.ledger.forgetKey(record)
  return new Map(rows.map(row => [row.record, row.entries]))
}

export async function recordErasures(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  done: readonly ErasureDone['facts'][],
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  const changes = done.map(facts => {
    const entry: ErasureDone = { type: 'erasure.done', at, atSource: 'automatic', facts }
    return {
      kind: erasure,
      record: vault.identify(now),
      expected: 0,
      state: erasure.initial,
      entries: [entry],
    }
  })
  await vault.ledger.append(authority, changes, { client, now })
}
