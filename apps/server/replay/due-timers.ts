import type { Kind } from '@kuaiji/kernel'
import { fireTimer, nextDue } from '@kuaiji/ledger'
import type { Bureau } from '../bureau.ts'
import type { ReplayClock } from './replay-clock.ts'

/**
 * Moves the clock to a time, stopping at every timer of the ledger that falls due on the way until it has fired: what
 * it appends carries the moment it was due. The server's own worker may take some of them; each is taken once.
 */
export async function advanceTo(
  toMs: number,
  { pool, ledger, jurisdiction, system }: Bureau,
  clock: ReplayClock,
  kinds: ReadonlyMap<string, Kind>,
): Promise<void> {
  for (;;) {
    const due = await nextDue(pool, jurisdiction)
    if (due === undefined || due.getTime() > toMs) break
    clock.advance(due.getTime())
    await fireTimer(pool, ledger, kinds, system, clock.now())
  }
  clock.advance(toMs)
}
