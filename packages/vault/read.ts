import type { Authority } from '@kuaiji/kernel'
import type { PoolClient } from 'pg'
import { heldBy, lookDigest } from './access.ts'
import { type DueLook, recordLooks } from './look.ts'
import type { Vault } from './vault.ts'

/** Particulars of a record's entries, oldest first. */
export type Particulars = readonly { readonly n: number; readonly value: Record<string, unknown> }[]

interface SealedRow {
  record: string
  kind: string
  wrapped: Buffer
  n: number
  sealed: Buffer
  looked: boolean
}

/**
 * Opens the particulars of `records` for the authority's purpose and records each look in the same transaction, once
 * per actor, record, purpose and shift: one round trip when all looks are on record, four when some are new. A record
 * that is unknown or erased is not in the answer and leaves no entry. Who wrote an entry (`actor`) is shown to audits
 * alone. Throws SealBroken, naming the entry, when sealed bytes do not open.
 */
export async function openParticulars(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  records: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Particulars>> {
  const digests = new Map(records.map(record => [record, lookDigest(vault.keyring, authority, record)]))
  const { rows } = await client.query<SealedRow>(
    `SELECT k.record, k.kind, k.wrapped, p.n, p.sealed, s.record IS NOT NULL AS looked
       FROM unnest($2::uuid[], $3::text[]) AS asked (record, holds)
       JOIN vault.key k ON k.jurisdiction = $1 AND k.record = asked.record
       JOIN vault.particular p ON p.jurisdiction = $1 AND p.record = asked.record
       LEFT JOIN ledger.state s ON s.jurisdiction = $1 AND s.holds = asked.holds
      ORDER BY k.record, p.n`,
    [authority.jurisdiction, [...digests.keys()], [...digests.values()].map(heldBy)],
  )
  const due = new Map<string, DueLook>()
  for (const { record, kind, looked } of rows) {
    if (!looked) due.set(record, { record, kind, once: digests.get(record)! })
  }
  if (due.size > 0) await recordLooks(vault, client, authority, [...due.values()], now)
  return openRows(vault, authority, rows)
}

function openRows(vault: Vault, authority: Authority, rows: readonly SealedRow[]): Map<string, Particulars> {
  const { jurisdiction, purpose } = authority
  const opened = new Map<string, { n: number; value: Record<string, unknown> }[]>()
  let key = Buffer.alloc(0)
  for (const { record, wrapped, n, sealed } of rows) {
    let values = opened.get(record)
    if (values === undefined) {
      key = vault.sealer.unwrap(jurisdiction, record, wrapped)
      values = []
      opened.set(record, values)
    }
    const { actor, ...value } = JSON.parse(vault.sealer.open(key, { jurisdiction, record, n }, sealed).json)
    values.push({ n, value: purpose === 'audit' ? { actor, ...value } : value })
  }
  return opened
}
