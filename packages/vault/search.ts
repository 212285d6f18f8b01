import { type Authority, type Purpose, refuse } from '@kuaiji/kernel'
import type { PoolClient } from 'pg'
import { type AccessSearched, access } from './access.ts'
import { findTelephone } from './telephone.ts'
import type { Vault } from './vault.ts'

/** What entitles to a search: an open call, or a receipt whose signature the caller has checked. */
export interface Ground {
  readonly by: 'open_call' | 'receipt'
  readonly kind: string
  readonly record: string
}

export interface TelephoneSearch {
  readonly telephone: string
  /** Kind whose blind index is searched. */
  readonly kind: string
  readonly ground: Ground
}

const purposeOf: Record<Ground['by'], Purpose> = { open_call: 'call_handling', receipt: 'receipt' }
const foundMax = 50

/**
 * Ids of the records of one kind that carry a telephone number, newest first, at most 50. The ground itself must carry
 * the number, so nobody is looked up out of the blue: for an open call it finds what is still open, for the holder of
 * a receipt all that carries the same number. Each search leaves an access entry on its ground, in the client's
 * transaction. Refusals: 422 `telephone`, 403 `search_purpose`, 403 `search_ground`.
 */
export async function searchByTelephone(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  search: TelephoneSearch,
  now: Date,
): Promise<readonly string[]> {
  const { ground, kind, telephone } = search
  const { jurisdiction, purpose } = authority
  if (findTelephone(telephone) === undefined)
    throw refuse(422, 'telephone', 'This is not a telephone number.')
  if (purpose !== purposeOf[ground.by])
    throw refuse(
      403,
      'search_purpose',
      'A search by telephone number serves call handling or the holder of a receipt.',
    )
  if (!(await carries(vault, client, jurisdiction, ground, telephone)))
    throw refuse(
      403,
      'search_ground',
      'A telephone number is searched only for an open call that carries it, or for the holder of a receipt of it.',
    )
  const { rows } = await client.query<{ record: string }>(
    `SELECT s.record FROM vault.blind b JOIN ledger.state s USING (jurisdiction, record)
      WHERE b.jurisdiction = $1 AND b.kind = $2 AND b.digest = $3 AND (s.is_open OR $4)
      ORDER BY s.opened_at DESC, s.record DESC LIMIT ${foundMax}`,
    [jurisdiction, kind, vault.sealer.blind(kind, [telephone])[0], ground.by === 'receipt'],
  )
  await recordSearch(vault, client, authority, search, rows.length, now)
  return rows.map(row => row.record)
}

async function carries(
  vault: Vault,
  client: PoolClient,
  jurisdiction: string,
  ground: Ground,
  telephone: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM vault.blind b JOIN ledger.state s USING (jurisdiction, record)
      WHERE b.jurisdiction = $1 AND b.kind = $2 AND b.digest = $3 AND b.record = $4 AND (s.is_open OR $5)`,
    [
      jurisdiction,
      ground.kind,
      vault.sealer.blind(ground.kind, [telephone])[0],
      ground.record,
      ground.by === 'receipt',
    ],
  )
  return rowCount === 1
}

async function recordSearch(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  { ground, kind }: TelephoneSearch,
  found: number,
  now: Date,
): Promise<void> {
  const { purpose, actor } = authority
  const entry: AccessSearched = {
    type: 'access.searched',
    at: now.toISOString(),
    atSource: 'automatic',
    facts: { record: ground.record, kind, purpose, role: actor.role, unit: actor.unit, found },
  }
  const change = {
    kind: access,
    record: vault.identify(now),
    expected: 0,
    state: access.initial,
    entries: [entry],
  }
  await vault.ledger.append(authority, [change], { client, now })
}
