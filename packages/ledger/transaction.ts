import type { Pool, PoolClient } from 'pg'

/** Commits what `run` did, or rolls it back and throws. A connection whose rollback fails is not used again. */
export async function inTransaction<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await run(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(lost => {
      broken = lost
    })
    throw error
  } finally {
    client.release(broken)
  }
}
