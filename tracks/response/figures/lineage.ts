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
async function getFigure(desk: Desk, id: string, year: Year): Promise<Reckoned> {
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
export async function entriesBehind(
  desk: Desk,
  id: string,
  year: Year,
  after: number,
): Promise<FigureEntries> {
  const { leaves } = await getFigure(desk, id, year)
  const { page, next } = pageOf(leaves, after, leaf => leaf)
  const rows = await desk.query<TimelineRow>(entriesSql, [mainLog, page, desk.authority.jurisdiction])
  return {
    items: rows.map(row => ({ ...timelineEntry(row), proof: proofPath(row.envelope.id) })),
    next,
  }
}

/** The deadlines that were not met, by the place in the log where their clocks started. */
export async function breachesOf(desk: Desk, id: string, year: Year, after: number): Promise<FigureBreaches> {
  const { breaches } = await getFigure(desk, id, year)
  const { page, next } = pageOf(breaches, after, ({ leaf }) => leaf)
  return { items: page.map(breachItem), next }
}

/** Both lists ascend by leaf index, each index once: the last one shown is the cursor. */
function pageOf<T>(all: readonly T[], after: number, leafOf: (item: T) => number) {
  const from = all.findIndex(item => leafOf(item) > after)
  const page = from === -1 ? [] : all.slice(from, from + pageMax)
  const more = from !== -1 && from + pageMax < all.length
  return { page, next: more ? String(leafOf(page.at(-1) as T)) : null }
}

const entriesSql = `
  SELECT e.kind, e.envelope, e.facts, l.index::float8 AS leaf
    FROM ledger.leaf l
    JOIN ledger.entry e ON e.jurisdiction = l.jurisdiction AND e.record = l.record AND e.n = l.n
   WHERE l.log = $1 AND l.index = ANY($2::bigint[]) AND e.jurisdiction = $3 ORDER BY l.index`
