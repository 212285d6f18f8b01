import { type Identify, type Role, refuse, roles } from '@kuaiji/kernel'
import type { Pool } from 'pg'
import { checkPassword, hashPassword } from './password.ts'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly unit: string
  readonly seat: string
  /** Its password is published: to be refused on anything but the loopback. */
  readonly demonstration: boolean
}

export interface NewAccount {
  readonly user: string
  readonly password: string
  readonly role: Role
  readonly unit: string
  readonly seat: string
}

const name = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._-]{1,63}$/u
const seat = /^[A-Za-z0-9-]{1,16}$/

/** Account names are told apart without regard to case or width; undefined when it cannot be one. */
export function findAccountName(user: string): string | undefined {
  const spelled = user.normalize('NFKC').toLowerCase()
  return name.test(spelled) ? spelled : undefined
}

/** Refusal: 422 `account_name`. */
export function accountName(user: string): string {
  const spelled = findAccountName(user)
  if (spelled === undefined)
    throw refuse(
      422,
      'account_name',
      'An account name has 2 to 64 letters, digits, dots, dashes or underscores.',
    )
  return spelled
}

/** Refusal: 422 `seat`. */
export function checkSeat(named: string): string {
  if (!seat.test(named))
    throw refuse(422, 'seat', 'A seat has 1 to 16 letters, digits or dashes, as 110-03 has.')
  return named
}

/** Makes a real account. Refusals: 422 `account_name`, `password`, `seat` or `role`, 409 `account_taken`. */
export async function createAccount(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  account: NewAccount,
  by: { readonly identify: Identify; readonly now: Date },
): Promise<Account> {
  const { user, password, role, unit } = account
  const spelled = accountName(user)
  if (!roles.includes(role) || role === 'system') throw refuse(422, 'role', 'No account has this role.')
  checkPassword(password, spelled)
  const made = { id: by.identify(by.now), name: spelled, role, unit, seat: checkSeat(account.seat) }
  const { rowCount } = await pool.query(
    `INSERT INTO access.account (jurisdiction, id, name, secret, role, unit, seat, demonstration, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8) ON CONFLICT (jurisdiction, name) DO NOTHING`,
    [jurisdiction, made.id, spelled, await hashPassword(password), role, unit, made.seat, by.now],
  )
  if (rowCount === 0) throw accountTaken()
  return { ...made, demonstration: false }
}

export function accountTaken() {
  return refuse(409, 'account_taken', 'There is an account of this name already.')
}

/** Disables the account and ends its sessions; see `Sessions.forget` for those this process remembers. */
export async function disableAccount(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  id: string,
  now: Date,
): Promise<void> {
  const { rowCount } = await pool.query(
    `WITH disabled AS (
       UPDATE access.account SET disabled_at = $3 WHERE jurisdiction = $1 AND id = $2 AND disabled_at IS NULL RETURNING id
     ), ended AS (
       UPDATE access.session SET ended_at = $3
        WHERE jurisdiction = $1 AND account IN (SELECT id FROM disabled) AND ended_at IS NULL
     )
     SELECT id FROM disabled`,
    [jurisdiction, id, now],
  )
  if (rowCount === 0) throw refuse(404, 'not_found', 'There is no active account with this id.', { id })
}
