import { yearIn } from '@kuaiji/figures'
import { mainLog, readEntries } from '@kuaiji/ledger'
import type { Pool, PoolClient } from 'pg'
import type { FigureReport } from '../shape.ts'
import { isOpened } from './incident-row.ts'
import { reportOf } from './report.ts'
import { noRows } from './rows.ts'
import type { Slices } from './slice.ts'
import { trace } from './trace.ts'

const batchMax = 5000

export interface AgainOf {
  readonly jurisdiction: string
  readonly year: number
  readonly timeZone: string
  readonly computedAt: Date
  /** Told after each batch how many entries have been read. */
  readonly onProgress?: (read: number) => void
}

/**
 * The report of a year reckoned from the entries themselves, from leaf 0 and past every view: what an auditor does.
 * Reads the whole log once; writes nothing.
 */
export async function reckonAgain(
  client: Pool | PoolClient,
  { jurisdiction, year, timeZone, computedAt, onProgress }: AgainOf,
): Promise<FigureReport> {
  return reportOf({
    slices: await slicesOfLog(client, jurisdiction, onProgress),
    year: yearIn(timeZone, year),
    jurisdiction,
    computedAt,
    query: async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
  })
}

async function slicesOfLog(
  client: Pool | PoolClient,
  jurisdiction: string,
  onProgress?: (read: number) => void,
): Promise<Slices> {
  const rows = noRows()
  let next = 0
  let asAt = 0
  for (;;) {
    const entries = await readEntries(client, mainLog, next, batchMax)
    if (entries.length === 0) break
    for (const entry of entries) if (entry.jurisdiction === jurisdiction) trace(rows, entry)
    next += entries.length
    asAt = Date.parse(entries.at(-1)!.recordedAt)
    onProgress?.(next)
  }
  return {
    call: { rows: [...rows.call.values()], next, asAt },
    order: { rows: [...rows.order.values()], next, asAt },
    incident: { rows: [...rows.incident.values()].filter(isOpened), next, asAt },
  }
}
