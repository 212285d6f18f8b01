import type { Authority, Change, Purpose, Role } from '@kuaiji/kernel'
import type { Pool, PoolClient } from 'pg'
import { type AccessMade, type AccessState, access, heldBy } from './access.ts'
import type { Vault } from './vault.ts'

/** A look that has no entry yet. */
export interface DueLook {
  readonly record: string
  readonly kind: string
  readonly once: string
}

/**
 * Appends the looks that the actor has not made in this shift. Two reads of one actor may race: the second waits here
 * and then sees the first one's entries. Where the lock does not reach (a sharded database), the unique index on
 * `holds` decides, and the loser's read fails with 409 `held`.
 */
export async function recordLooks(
  vault: Vault,
  client: PoolClient,
  authority: Authority,
  due: readonly DueLook[],
  now: Date,
): Promise<void> {
  const { jurisdiction, actor, shift } = authority
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `vault.look ${jurisdiction} ${actor.id} ${shift}`,
  ])
  const { rows } = await client.query<{ holds: string }>(
    'SELECT holds FROM ledger.state WHERE jurisdiction = $1 AND holds = ANY ($2::text[])',
    [jurisdiction, due.map(look => heldBy(look.once))],
  )
  const made = new Set(rows.map(row => row.holds))
  const changes = due
    .filter(look => !made.has(heldBy(look.once)))
    .map(look => lookChange(look, authority, vault.identify(now), now))
  if (changes.length > 0) await vault.ledger.append(authority, changes, { client, now })
}

function lookChange(look: DueLook, authority: Authority, id: string, now: Date): Change<AccessState> {
  const { purpose, actor } = authority
  const entry: AccessMade = {
    type: 'access.made',
    at: now.toISOString(),
    atSource: 'automatic',
    facts: { ...look, purpose, role: actor.role, unit: actor.unit },
  }
  return { kind: access, record: id, expected: 0, state: access.initial, entries: [entry] }
}

/** What the person concerned is told of one look at their record: which role of which unit, why and when; never who. */
export interface Look {
  readonly at: string
  readonly act: 'look' | 'search'
  readonly role: Role
  readonly unit: string
  readonly purpose: Purpose
}

/** Newest first. */
export async function accessesOf(
  client: Pick<Pool, 'query'>,
  jurisdiction: string,
  record: string,
): Promise<readonly Look[]> {
  const { rows } = await client.query<{ opened_at: Date; state: AccessState }>(
    `SELECT opened_at, state FROM ledger.state
      WHERE jurisdiction = $1 AND parent = $2 AND kind = $3
      ORDER BY opened_at DESC, record DESC`,
    [jurisdiction, record, access.name],
  )
  return rows.map(({ opened_at, state }) => ({
    at: opened_at.toISOString(),
    act: state.act,
    role: state.role,
    unit: state.unit,
    purpose: state.purpose,
  }))
}
