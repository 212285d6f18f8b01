import type { Pool, PoolClient } from 'pg'
import type { Chore } from './append.ts'
import { inTransaction } from './transaction.ts'

const batchMax = 500

/** Takes chores off the outbox and hands each to `deliver` with the same client, so that both commit or neither does. */
export async function relay(
  pool: Pool,
  jurisdiction: string,
  deliver: (client: PoolClient, chore: Chore) => Promise<void>,
): Promise<number> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<{ task: string; payload: Record<string, unknown> }>(
      `DELETE FROM ledger.outbox WHERE (jurisdiction, position) IN (
         SELECT jurisdiction, position FROM ledger.outbox WHERE jurisdiction = $1
          ORDER BY position LIMIT ${batchMax} FOR UPDATE SKIP LOCKED)
       RETURNING task, payload`,
      [jurisdiction],
    )
    for (const chore of rows) await deliver(client, chore)
    return rows.length
  })
}
