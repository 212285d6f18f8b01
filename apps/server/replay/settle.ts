import { setTimeout as pause } from 'node:timers/promises'
import { foldedUpTo, readHead, type View } from '@kuaiji/ledger'
import type { Bureau } from '../bureau.ts'

const lookEveryMs = 10
const patienceMs = 30_000

/** Waits until every entry has its place in the log and every view has folded it. Throws when nothing moves any more. */
export async function settle(bureau: Bureau, views: readonly View[]): Promise<void> {
  let seen = ''
  let movedAt = performance.now()
  for (;;) {
    const { queued, behind, state } = await lookAt(bureau, views)
    if (queued === 0 && behind === 0) return
    if (state !== seen) {
      seen = state
      movedAt = performance.now()
    }
    if (performance.now() - movedAt > patienceMs)
      throw new Error(`the ledger stands still with ${queued} entries outside the log`)
    await pause(lookEveryMs)
  }
}

async function lookAt({ pool, jurisdiction, log }: Bureau, views: readonly View[]) {
  const { rows } = await pool.query<{ queued: number }>(
    'SELECT count(*)::int AS queued FROM ledger.queue WHERE jurisdiction = $1',
    [jurisdiction],
  )
  const { size } = await readHead(pool, log.name)
  const folded = await Promise.all(views.map(view => foldedUpTo(pool, view.name)))
  const queued = rows[0]?.queued ?? 0
  const behind = folded.filter(next => next < size).length
  return { queued, behind, state: [queued, size, ...folded].join() }
}
