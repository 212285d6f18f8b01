import type { Identify, Role } from '@kuaiji/kernel'
import type { Pool } from 'pg'
import { hashPassword } from './password.ts'

/** Units of the demonstration city that its accounts act for. */
export interface DemonstrationUnits {
  readonly bureau: string
  readonly station: string
  readonly department: string
}

/** Account name = role; the password of all is published. */
export const demonstrationPassword = 'demo'

const posts: readonly (readonly [role: Role, unit: keyof DemonstrationUnits, seat: string])[] = [
  ['calltaker', 'bureau', '110-01'],
  ['dispatcher', 'bureau', '110-02'],
  ['commander', 'bureau', '110-03'],
  ['station', 'station', 'desk-01'],
  ['department', 'department', 'desk-01'],
  ['auditor', 'bureau', 'audit-01'],
  ['admin', 'bureau', 'admin-01'],
]

/** Makes the seven accounts, or opens them again after a start without them; one hash for all, 13 ms. */
export async function demonstrationAccounts(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  units: DemonstrationUnits,
  by: { readonly identify: Identify; readonly now: Date },
): Promise<readonly string[]> {
  const secret = await hashPassword(demonstrationPassword)
  await pool.query(
    `INSERT INTO access.account AS a (jurisdiction, id, name, secret, role, unit, seat, demonstration, created_at)
     SELECT $1, p.id, p.role, $2, p.role, p.unit, p.seat, true, $3
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) AS p (id, role, unit, seat)
     ON CONFLICT (jurisdiction, name) DO UPDATE
        SET disabled_at = NULL, unit = excluded.unit, seat = excluded.seat WHERE a.demonstration`,
    [
      jurisdiction,
      secret,
      by.now,
      posts.map(() => by.identify(by.now)),
      posts.map(([role]) => role),
      posts.map(([, unit]) => units[unit]),
      posts.map(([, , seat]) => seat),
    ],
  )
  return posts.map(([role]) => role)
}

/** At a start without the demonstration: none of its accounts signs in, none of its sessions goes on. */
export async function closeDemonstration(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  now: Date,
): Promise<void> {
  await pool.query(
    `WITH closed AS (
       UPDATE access.account SET disabled_at = $2 WHERE jurisdiction = $1 AND demonstration AND disabled_at IS NULL
       RETURNING id
     )
     UPDATE access.session SET ended_at = $2
      WHERE jurisdiction = $1 AND account IN (SELECT id FROM closed) AND ended_at IS NULL`,
    [jurisdiction, now],
  )
}
