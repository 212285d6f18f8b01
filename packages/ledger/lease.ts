import type { Pool } from 'pg'

/** Takes or renews a lease on operational time; false while another holder's has not run out. */
export async function takeLease(
  pool: Pool,
  name: string,
  holder: string,
  now: Date,
  lastsMs: number,
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'ledger.lease',
    text: `INSERT INTO ledger.lease AS l (name, holder, expires_at) VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
            WHERE l.holder = excluded.holder OR l.expires_at < $4`,
    values: [name, holder, new Date(now.getTime() + lastsMs), now],
  })
  return rowCount === 1
}

/** Lets the next holder in at once, on a graceful stop. */
export async function dropLease(pool: Pool, name: string, holder: string, now: Date): Promise<void> {
  await pool.query('UPDATE ledger.lease SET expires_at = $3 WHERE name = $1 AND holder = $2', [
    name,
    holder,
    now,
  ])
}
