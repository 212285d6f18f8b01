import type { Pool } from 'pg'
import { appendArguments, type Part, runAppend } from './append.ts'

interface Waiting {
  readonly jurisdiction: string
  readonly part: Part
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** Connections that append at once: while one waits for its commit the other works; four were no faster. */
const lanesMax = 2
/** Entries that share one call and one commit. */
const entriesMax = 64

/**
 * Appends that wait at the same moment share a statement and a commit: 32 writers get 3 times the rate of one commit
 * each (bench/ledger.ts), and a lone append waits for nobody. Each still commits all or none: when a shared call is
 * refused, its appends are run again one by one, so that only the one at fault is refused.
 */
export function createLanes(pool: Pool) {
  const waiting: Waiting[] = []
  let running = 0

  let scheduled = false

  /** After the present turn of the loop, so that appends made in it go together. */
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(start)
  }

  function start(): void {
    scheduled = false
    while (running < lanesMax && waiting.length > 0) {
      running++
      void run(takeDisjoint(waiting)).finally(() => {
        running--
        schedule()
      })
    }
  }

  async function run(batch: readonly Waiting[]): Promise<void> {
    try {
      await append(batch)
      for (const { done } of batch) done()
    } catch (error) {
      if (batch.length === 1) batch[0]!.failed(error)
      else for (const one of batch) await append([one]).then(one.done, one.failed)
    }
  }

  async function append(batch: readonly Waiting[]): Promise<void> {
    const parts = batch.map(one => one.part)
    await runAppend(pool, appendArguments(batch[0]!.jurisdiction, parts))
  }

  return (jurisdiction: string, part: Part): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({ jurisdiction, part, done, failed })
      schedule()
    })
}

/** The longest-waiting appends of one jurisdiction that touch no record twice; the others keep their place. */
function takeDisjoint(waiting: Waiting[]): Waiting[] {
  const taken: Waiting[] = []
  const records = new Set<string>()
  let entries = 0
  for (let i = 0; i < waiting.length; ) {
    const one = waiting[i]!
    const own = one.part.records
    const size = own.reduce((sum, record) => sum + record.entries.length, 0)
    const fits = taken.length === 0 || entries + size <= entriesMax
    const apart = one.jurisdiction === (taken[0] ?? one).jurisdiction && !own.some(r => records.has(r.record))
    if (fits && apart) {
      taken.push(one)
      entries += size
      waiting.splice(i, 1)
    } else i++
    for (const { record } of own) records.add(record)
  }
  return taken
}
