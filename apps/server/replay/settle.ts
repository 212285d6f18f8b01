import { setTimeout as pause } from 'node:timers/promises'
import { fold, readHead, type View } from '@kuaiji/ledger'
import type { Bureau } from '../bureau.ts'

const lookEveryMs = 10
const patienceMs = 30_000

/** Waits until every entry has its place in the log, then folds the views. Throws when the log stands still. */
export async function settle(bureau: Bureau, views: readonly View[]): Promise<void> {
  let size = -1
  let movedAt = performance.now()
  while ((await queued(bureau)) > 0) {
    const head = await readHead(bureau.pool, bureau.log.name)
    if (head.size !== size) movedAt = performance.now()
    size = head.size
    if (performance.now() - movedAt > patienceMs)
      throw new Error(`the log stands still at ${size} entries and takes no more`)
    await pause(lookEveryMs)
  }
  for (const view of views) while ((await fold(bureau.pool, bureau.log.name, view)) > 0);
}

async function queued({ pool, jurisdiction }: Bureau): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM ledger.queue WHERE jurisdiction = $1',
    [jurisdiction],
  )
  return rows[0]?.n ?? 0
}
