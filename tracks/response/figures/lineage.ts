import type { Reckoned, Year } from '@kuaiji/figures'
import { type Desk, refuse } from '@kuaiji/kernel'
import { mainLog, proofPath } from '@kuaiji/ledger'
import type { FigureBreaches, FigureEntries } from '../shape.ts'
import { type TimelineRow, timelineEntry } from '../views/timeline.ts'
import { responseFigures } from './definitions.ts'
import { breachItem } from './report.ts'
import { readSlices } from './slice.ts'

const pageMax = 100

/** The figure of a year by its id, reckoned anew; 404 `unknown_figure` when the report has none of this id. */
export async function getFigure(desk: Desk, id: string, year: Year): Promise<Reckoned> {
  const candidates = responseFigures.filter(figure => id === figure.id || id.startsWith(`${figure.id}_`))
  const slices = await readSlices(
    desk,
    year,
    candidates.map(({ source }) => source),
  )
  const figure = candidates
    .flatMap(candidate => candidate.reckon(slices, year))
    .find(found => found.id === id)
  if (figure === undefined || figure.withheld)
    throw refuse(404, 'unknown_figure', `There is no figure ${id} in ${year.year}.`, { id, year: year.year })
  return figure
}

/** The entries behind a figure in the order of the log, after the leaf index `after`. */
export async function entriesBehind(desk: Desk, { leaves }: Reckoned, after: number): Promise<FigureEntries> {
  const { from, to, next } = pageOf(leaves, after)
  const page = Array.from(leaves.subarray(from, to))
  const rows = await desk.query<TimelineRow>(entriesSql, [mainLog, page, desk.authority.jurisdiction])
  return { items: rows.map(row => ({ ...timelineEntry(row), proof: proofPath(row.envelope.id) })), next }
}

/** The deadlines that were not met, by the place in the log where their clocks started. */
export function breachesOf({ breaches }: Reckoned, after: number): FigureBreaches {
  const leaves = Float64Array.from(breaches, ({ leaf }) => leaf)
  const { from, to, next } = pageOf(leaves, after)
  return { items: breaches.slice(from, to).map(breachItem), next }
}

/** `leaves` ascends, each once: the last one shown is the cursor of the next page. */
function pageOf(leaves: Float64Array, after: number) {
  const found = leaves.findIndex(leaf => leaf > after)
  const from = found === -1 ? leaves.length : found
  const to = Math.min(from + pageMax, leaves.length)
  return { from, to, next: to < leaves.length ? String(leaves[to - 1]) : null }
}

const entriesSql = `
  SELECT e.kind, e.envelope, e.facts, l.index::float8 AS leaf
    FROM ledger.leaf l
    JOIN ledger.entry e ON e.jurisdiction = l.jurisdiction AND e.record = l.record AND e.n = l.n
   WHERE l.log = $1 AND l.index = ANY($2::bigint[]) AND e.jurisdiction = $3 ORDER BY l.index`
