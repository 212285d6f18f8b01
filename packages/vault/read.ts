import type { Authority } from '@kuaiji/kernel'
import { inTransaction } from '@kuaiji/ledger'
import type { Pool, PoolClient } from 'pg'
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
  /** Digest of this look, and whether it has its entry. */
  once: string
  looked: boolean
}

/**
 * As `openParticulars`, in a transaction of its own where a look is new; when all are on record there is nothing to
 * write, and the read is one round trip however many records it opens.
 */
export async function readParticulars(
  vault: Vault,
  pool: Pool,
  authority: Authority,
  records: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Particulars>> {
  const rows = await sealedRows(vault, pool, authority, records)
  if (rows.every(row => row.looked)) return openRows(vault, authority, rows)
  return inTransaction(pool, client => openParticulars(vault, client, authority, records, now))
}

/**
 * Opens the particulars of `records` for the authority's purpose and records each look in the client's transaction,
 * once per actor, record, purpose and shift. A record that is unknown or erased is not in the answer and leaves no
 * entry. Who wrote an entry (`actor`) is shown to audits alone. Throws SealBroken, naming the entry, when sealed
 * bytes do not open; then the look is rolled back with the rest.
 */
export async function openParticulars(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  records: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Particulars>> {
  const rows = await sealedRows(vault, client, authority, records)
  const due = new Map<string, DueLook>()
  for (const { record, kind, once, looked } of rows) if (!looked) due.set(record, { record, kind, once })
  if (due.size > 0) await recordLooks(vault, client, authority, [...due.values()], now)
  return openRows(vault, authority, rows)
}

async function sealedRows(
  vault: Vault,
  client: Pick<Pool, 'query'>,
  authority: Authority,
  records: readonly string[],
): Promise<SealedRow[]> {
  const asked = [...new Set(records.map(record => record.toLowerCase()))]
  const digests = asked.map(record => lookDigest(vault.keyring, authority, record))
  const { rows } = await client.query<SealedRow>(
    `SELECT k.record, k.kind, k.wrapped, p.n, p.sealed, asked.once, s.record IS NOT NULL AS looked
       FROM unnest($2::uuid[], $3::text[], $4::text[]) AS asked (record, once, holds)
       JOIN vault.key k ON k.jurisdiction = $1 AND k.record = asked.record
       JOIN vault.particular p ON p.jurisdiction = $1 AND p.record = asked.record
       LEFT JOIN ledger.state s ON s.jurisdiction = $1 AND s.holds = asked.holds
      ORDER BY k.record, p.n`,
    [authority.jurisdiction, asked, digests, digests.map(heldBy)],
  )
  return rows
}

function openRows(vault: Vault, authority: Authority, rows: readonly SealedRow[]): Map<string, Particulars> {
  const { jurisdiction, purpose } = authority
  const opened = new Map<string, { n: number; value: Record<string, unknown> }[]>()
  let key: Buffer = Buffer.alloc(0)
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
