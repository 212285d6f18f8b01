import type { Pool } from 'pg'

/** The one log of a database: where it publishes, under which name, and whether its city is simulated. */
export interface Log {
  readonly name: string
  readonly origin: string
  /** C2SP verifier key. */
  readonly key: string
  readonly simulated: boolean
}

export const mainLog = 'main'

/** The log of this database, or undefined before its first start. */
export async function findLog(pool: Pool): Promise<Log | undefined> {
  const { rows } = await pool.query<{ origin: string; key: string; simulated: boolean }>(
    'SELECT origin, key, simulated FROM ledger.log WHERE log = $1',
    [mainLog],
  )
  return rows[0] && { name: mainLog, ...rows[0] }
}

/** Fixes origin and key at first start; of two servers that start at once, both get what the first one wrote. */
export async function openLog(pool: Pool, proposed: Omit<Log, 'name'>, now: Date): Promise<Log> {
  await pool.query(
    `INSERT INTO ledger.log (log, origin, key, simulated, opened_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (log) DO NOTHING`,
    [mainLog, proposed.origin, proposed.key, proposed.simulated, now],
  )
  return (await findLog(pool)) as Log
}
