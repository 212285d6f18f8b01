import type { Authority, Identify, Role } from '@kuaiji/kernel'
import { refuse } from '@kuaiji/kernel'
import type { Pool } from 'pg'
import { type Account, checkSeat, findAccountName } from './account.ts'
import { createGate, createSignInLimit } from './limit.ts'
import { verifyPassword, warmDecoy } from './password.ts'
import { createRemembered } from './remembered.ts'
import { freshToken, tokenDigest } from './token.ts'

/** Until the duty roster says otherwise, a shift lasts twelve hours from an account's first sign-in, and so does a session. */
const shiftMs = 12 * 3_600_000
const passwordLengthMax = 512

/** Someone signed in; a request adds its purpose to the authority. */
export interface Session {
  readonly authority: Omit<Authority, 'purpose'>
  readonly account: Account
  readonly demonstration: boolean
  readonly expiresAt: Date
}

export interface SignInAttempt {
  readonly user: string
  readonly password: string
  /** Working position for this session, e.g. `110-03`; the account's own when left out. */
  readonly seat?: string
  /** Address of the client, for the limit on failed attempts. */
  readonly address: string
}

export interface SignedIn {
  /** 32 random bytes, base64url; the database has its SHA-256 only. */
  readonly token: string
  readonly account: Account
  readonly expiresAt: Date
}

/** `now` is wall time, also where the city's clock is simulated: sessions guard real doors. */
export interface Sessions {
  /**
   * Refusals: 401 `credentials` (unknown, disabled and wrong password alike, after the same work), 422 `seat`,
   * 429 `too_many_attempts`, 503 `busy`.
   */
  signIn(attempt: SignInAttempt, now: Date): Promise<SignedIn>
  /** Undefined for an unknown, expired or ended token. Another process may see an end five seconds late. */
  find(token: string, now: Date): Promise<Session | undefined>
  /** Ends the session at once; an unknown token is none of our business. */
  signOut(token: string, now: Date): Promise<void>
  /** Ask the database again for every session: after an account was disabled. */
  forget(): void
  /** Deletes sessions that expired more than a day ago; returns how many. */
  prune(now: Date): Promise<number>
}

interface AccountRow {
  id: string
  name: string
  secret: string
  role: Role
  unit: string
  seat: string
  demonstration: boolean
}

export function openSessions(settings: {
  readonly pool: Pick<Pool, 'query'>
  readonly jurisdiction: string
  readonly identify: Identify
}): Sessions {
  const { pool, jurisdiction, identify } = settings
  const limit = createSignInLimit()
  const gate = createGate()
  const remembered = createRemembered<Session>()
  void warmDecoy().catch(() => undefined)

  /** The limit is asked again behind the gate: a hundred attempts sent at once are then counted one after the other. */
  function checked(account: AccountRow | undefined, user: string, attempt: SignInAttempt, now: Date) {
    const { password, address } = attempt
    return gate(async () => {
      limit.check(user, address, now)
      const right = password.length <= passwordLengthMax && (await verifyPassword(account?.secret, password))
      if (right) limit.succeeded(user, address)
      else limit.failed(user, address, now)
      return right
    })
  }

  return {
    async signIn(attempt, now) {
      const { user: typed, address, seat } = attempt
      const user = findAccountName(typed) ?? ''
      limit.check(user, address, now)
      if (seat !== undefined) checkSeat(seat)
      const account = await findAccount(pool, jurisdiction, user)
      if (!(await checked(account, user, attempt, now)) || account === undefined)
        throw refuse(401, 'credentials', 'The account name or the password is wrong.')
      const expiresAt = new Date(now.getTime() + shiftMs)
      const { secret: _, ...person } = account
      const signedIn = { token: freshToken(), account: { ...person, seat: seat ?? account.seat }, expiresAt }
      await insertSession(pool, jurisdiction, signedIn, identify(now), now)
      return signedIn
    },
    async find(token, now) {
      const digest = tokenDigest(token)
      if (digest === undefined) return undefined
      const session = await remembered.recall(digest.toString('base64'), now, () =>
        readSession(pool, jurisdiction, digest),
      )
      return session !== undefined && now < session.expiresAt ? session : undefined
    },
    async signOut(token, now) {
      const digest = tokenDigest(token)
      if (digest === undefined) return
      remembered.end(digest.toString('base64'), now)
      await pool.query(
        'UPDATE access.session SET ended_at = $3 WHERE jurisdiction = $1 AND digest = $2 AND ended_at IS NULL',
        [jurisdiction, digest, now],
      )
    },
    forget: remembered.forget,
    async prune(now) {
      const { rowCount } = await pool.query(
        'DELETE FROM access.session WHERE jurisdiction = $1 AND expires_at < $2',
        [jurisdiction, new Date(now.getTime() - 86_400_000)],
      )
      return rowCount ?? 0
    },
  }
}

async function findAccount(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  user: string,
): Promise<AccountRow | undefined> {
  const { rows } = await pool.query<AccountRow>(
    `SELECT id, name, secret, role, unit, seat, demonstration FROM access.account
      WHERE jurisdiction = $1 AND name = $2 AND disabled_at IS NULL`,
    [jurisdiction, user],
  )
  return rows[0]
}

async function insertSession(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  { token, account, expiresAt }: SignedIn,
  freshShift: string,
  now: Date,
): Promise<void> {
  await pool.query(
    `INSERT INTO access.session (jurisdiction, digest, account, seat, shift, shift_from, created_at, expires_at)
     SELECT $1, $2, $3, $4, coalesce(running.shift, $5), coalesce(running.shift_from, $6), $6, $7
       FROM (VALUES (1)) AS one
       LEFT JOIN LATERAL (
         SELECT shift, shift_from FROM access.session
          WHERE jurisdiction = $1 AND account = $3 AND shift_from > $8 ORDER BY shift_from DESC LIMIT 1
       ) AS running ON true`,
    [
      jurisdiction,
      tokenDigest(token),
      account.id,
      account.seat,
      freshShift,
      now,
      expiresAt,
      new Date(now.getTime() - shiftMs),
    ],
  )
}

interface SessionRow extends Omit<AccountRow, 'secret'> {
  shift: string
  expires_at: Date
}

async function readSession(
  pool: Pick<Pool, 'query'>,
  jurisdiction: string,
  digest: Buffer,
): Promise<Session | undefined> {
  const { rows } = await pool.query<SessionRow>(
    `SELECT a.id, a.name, a.role, a.unit, s.seat, a.demonstration, s.shift, s.expires_at
       FROM access.session s JOIN access.account a ON a.jurisdiction = s.jurisdiction AND a.id = s.account
      WHERE s.jurisdiction = $1 AND s.digest = $2 AND s.ended_at IS NULL AND a.disabled_at IS NULL`,
    [jurisdiction, digest],
  )
  if (rows[0] === undefined) return undefined
  const { shift, expires_at, ...account } = rows[0]
  const { id, role, unit, seat, demonstration } = account
  const actor = { id, role, unit, seat, channel: 'console' } as const
  return { authority: { actor, jurisdiction, shift }, account, demonstration, expiresAt: expires_at }
}
