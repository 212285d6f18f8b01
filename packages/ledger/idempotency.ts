import { createHash } from 'node:crypto'
import { refuse } from '@kuaiji/kernel'
import type { ClientBase, Pool } from 'pg'

/** A committed answer as it is kept for 7 days; the body is rebuilt from it. */
export interface KeptAnswer {
  readonly status: number
  readonly answer: unknown
}

export const keptDays = 7

/** What makes two requests under one key the same: method, path and body. */
export function requestDigest(method: string, path: string, body: unknown): Buffer {
  return createHash('sha256')
    .update(`${method} ${path}\n${JSON.stringify(body ?? null)}`)
    .digest()
}

/** The answer given before under this key. The same key with another path or body is refused with 422. */
export async function findAnswer(
  client: Pool | ClientBase,
  jurisdiction: string,
  actor: string,
  key: string,
  request: Buffer,
): Promise<KeptAnswer | undefined> {
  const { rows } = await client.query<{ request: Buffer; status: number; answer: unknown }>(
    'SELECT request, status, answer FROM ledger.idempotency WHERE jurisdiction = $1 AND actor = $2 AND key = $3',
    [jurisdiction, actor, key],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  if (!row.request.equals(request))
    throw refuse(422, 'key_reused', 'This Idempotency-Key was used for another request.', { key })
  return { status: row.status, answer: row.answer }
}

/** Forgets answers older than 7 days. */
export async function forgetAnswers(client: Pool, jurisdiction: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  const { rowCount } = await client.query(
    'DELETE FROM ledger.idempotency WHERE jurisdiction = $1 AND recorded_at < $2',
    [jurisdiction, before],
  )
  return rowCount ?? 0
}
