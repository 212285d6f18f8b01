import type { Authority, Kind } from '@kuaiji/kernel'
import { inTransaction } from '@kuaiji/ledger'
import type { Pool, PoolClient } from 'pg'
import { access } from './access.ts'
import { eraseRows, erasure, recordErasures } from './erasure.ts'

import type { Vault } from './vault.ts'

export interface Purged {
  readonly kind: string
  readonly records: number
  readonly entries: number
}

interface Batch extends Purged {
  /** Id to go on after; undefined when nothing more is due. */
  readonly last: string | undefined
}

/** The vault's own kinds leave one erasure per batch: one each would only make records that are due again later. */
const ownKinds: ReadonlySet<string> = new Set([access.name, erasure.name])

/** So many ids fit the facts of an entry. */
const batchMax = 200
const dayMs = 86_400_000
const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Erases what has been closed for longer than its kind's `retentionDays`, a transaction per batch: a stop loses at
 * most one batch, and the next run goes on. Call it with a `system` authority of purpose `erasure`.
 */
export async function purge(
  vault: Vault,
  pool: Pool,
  authority: Authority,
  kinds: readonly Kind[],
  now: Date,
  batch = batchMax,
): Promise<readonly Purged[]> {
  const purged: Purged[] = []
  for (const kind of kinds) {
    let records = 0
    let entries = 0
    let after: string | undefined = firstId
    while (after !== undefined) {
      const from: string = after
      const done: Batch = await inTransaction(pool, client =>
        purgeBatch(vault, client, authority, kind, now, from, batch),
      )
      records += done.records
      entries += done.entries
      after = done.last
    }
    purged.push({ kind: kind.name, records, entries })
  }
  return purged
}

async function purgeBatch(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  kind: Kind,
  now: Date,
  after: string,
  batch: number,
): Promise<Batch> {
  const due = await dueRecords(client, authority.jurisdiction, kind, now, after, batch)
  if (due.length === 0) return { kind: kind.name, records: 0, entries: 0, last: undefined }
  const erased = await eraseRows(vault, client, authority, due)
  const entries = [...erased.values()].reduce((sum, count) => sum + count, 0)
  const common = { kind: kind.name, reason: 'retention' as const }
  const done = ownKinds.has(kind.name)
    ? [{ ...common, records: due, entries }]
    : due.map(record => ({ ...common, records: [record], entries: erased.get(record) ?? 0 }))
  await recordErasures(vault, client, authority, done, now)
  return { kind: kind.name, records: due.length, entries, last: due.length < batch ? undefined : due.at(-1) }
}

/** A record that another transaction is writing to is left for the next run. */
async function dueRecords(
  client: PoolClient,
  jurisdiction: string,
  kind: Kind,
  now: Date,
  after: string,
  batch: number,
): Promise<string[]> {
  const { rows } = await client.query<{ record: string }>(
    `SELECT k.record FROM vault.key k JOIN ledger.state s USING (jurisdiction, record)
      WHERE k.jurisdiction = $1 AND k.kind = $2 AND k.record > $3 AND NOT s.is_open AND s.changed_at < $4
      ORDER BY k.record LIMIT $5 FOR UPDATE OF s SKIP LOCKED`,
    [jurisdiction, kind.name, after, new Date(now.getTime() - kind.retentionDays * dayMs), batch],
  )
  return rows.map(row => row.record)
}
