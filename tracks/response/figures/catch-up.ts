import { setTimeout as pause } from 'node:timers/promises'
import type { Desk } from '@kuaiji/kernel'
import { mainLog } from '@kuaiji/ledger'
import { figureView } from './view.ts'

const patienceMs = 2000
const betweenLooksMs = 20

/** Leaves there will be once all that is committed now has its place in the log. */
const committedSql = `
  SELECT (coalesce((SELECT size FROM ledger.head WHERE log = $1), 0)
          + (SELECT count(*) FROM ledger.queue WHERE jurisdiction = $2))::float8 AS size`

const foldedSql = `SELECT coalesce((SELECT next FROM ledger.follower WHERE name = $1), 0)::float8 AS next`

/**
 * Waits until the view holds what was committed when it was asked, so that whoever wrote finds their own write in the
 * figures; after 2 s it goes on with what is there, and the figure says how far that is (`asOf`).
 */
export async function catchUp(desk: Desk): Promise<void> {
  const [committed] = await desk.query<{ size: number }>(committedSql, [mainLog, desk.authority.jurisdiction])
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const [folded] = await desk.query<{ next: number }>(foldedSql, [figureView.name])
    if (folded!.next >= committed!.size) return
    await pause(betweenLooksMs)
  }
}
