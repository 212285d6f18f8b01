import { type Identify, refuse } from '@kuaiji/kernel'
import type { Pool } from 'pg'
import { type Account, accountName, accountTaken } from './account.ts'
import { checkPassword, hashPassword } from './password.ts'
import { freshToken, tokenDigest } from './token.ts'

const linkName = 'first_administrator'
const linkMs = 24 * 3_600_000
const seat = 'admin-01'

/**
 * A one-time token for the first administrator, good for a day, or undefined while there is an administrator. A start
 * before it is redeemed gives a new one, and the old one is void. To be printed once and kept nowhere.
 */
export async function firstAdministrator(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  unit: string,
  now: Date,
): Promise<string | undefined> {
  const token = freshToken()
  const { rowCount } = await pool.query(
    `INSERT INTO access.link (jurisdiction, name, digest, role, unit, seat, created_at, expires_at)
     SELECT $1, $2, $3, 'admin', $4, $5, $6, $7
      WHERE NOT EXISTS (
        SELECT FROM access.account
         WHERE jurisdiction = $1 AND role = 'admin' AND NOT demonstration AND disabled_at IS NULL
      )
     ON CONFLICT (jurisdiction, name) DO UPDATE
        SET digest = excluded.digest, unit = excluded.unit, created_at = excluded.created_at,
            expires_at = excluded.expires_at, used_at = NULL`,
    [jurisdiction, linkName, tokenDigest(token), unit, seat, now, new Date(now.getTime() + linkMs)],
  )
  return rowCount === 1 ? token : undefined
}

/**
 * Makes the link's account. The link's row decides between two who redeem it at once; a name that is taken leaves it
 * unused. Refusals: 422 `account_name` or `password`, 403 `link`, 409 `account_taken`.
 */
export async function redeem(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  token: string,
  { user, password }: { readonly user: string; readonly password: string },
  by: { readonly identify: Identify; readonly now: Date },
): Promise<Account> {
  const name = accountName(user)
  checkPassword(password, name)
  const digest = tokenDigest(token)
  if (digest === undefined) throw linkVoid()
  const secret = await hashPassword(password)
  const { rows } = await pool
    .query<Account>(
      `WITH used AS (
         UPDATE access.link SET used_at = $3
          WHERE jurisdiction = $1 AND digest = $2 AND used_at IS NULL AND expires_at > $3
         RETURNING role, unit, seat
       )
       INSERT INTO access.account (jurisdiction, id, name, secret, role, unit, seat, demonstration, created_at)
       SELECT $1, $4, $5, $6, role, unit, seat, false, $3 FROM used
       RETURNING id, name, role, unit, seat, demonstration`,
      [jurisdiction, digest, by.now, by.identify(by.now), name, secret],
    )
    .catch(error => {
      throw error.constraint === 'account_name' ? accountTaken() : error
    })
  if (rows[0] === undefined) throw linkVoid()
  return rows[0]
}

function linkVoid() {
  return refuse(403, 'link', 'The link is used, expired or replaced by a newer one.')
}
