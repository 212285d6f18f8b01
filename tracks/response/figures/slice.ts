import { grades } from '@kuaiji/catalog'
import type { Year } from '@kuaiji/figures'
import type { Desk } from '@kuaiji/kernel'
import { mainLog } from '@kuaiji/ledger'
import type { CallRow } from './call-row.ts'
import { selectList } from './columns.ts'
import type { OpenedIncident } from './incident-row.ts'
import type { OrderRow } from './order-row.ts'
import { columnsOf, figureView } from './view.ts'

export interface RowOf {
  readonly call: CallRow
  readonly order: OrderRow
  readonly incident: OpenedIncident
}
export type Source = keyof RowOf

/** Rows as they stood when the view had folded `next` entries, the newest of which was recorded at `asAt`. */
export interface Slice<Row> {
  readonly rows: readonly Row[]
  readonly next: number
  readonly asAt: number
}

export type Slices = { readonly [S in Source]: Slice<RowOf[S]> }

/** A row may count in a year that begins while its clock still runs. */
const longestLimitMs =
  Math.max(...grades.flatMap(({ arrival }) => [arrival.urban.seconds, arrival.suburban.seconds])) * 1000

/** Rows that may count in the year; which do is for the definitions to say. Position and rows are of one snapshot. */
const sliceSql: { readonly [S in Source]: string } = {
  call: sliceOf('call', 'r.received_at >= $4 AND r.received_at < $5'),
  order: sliceOf('order', 'r.ordered_at >= $4 AND r.ordered_at < $5'),
  incident: sliceOf(
    'incident',
    `r.opened_at IS NOT NULL AND (r.opened_at >= $4 AND r.opened_at < $5
       OR r.received_at >= $4 AND r.received_at < $5 OR r.ordered_at >= $4 AND r.ordered_at < $5)`,
  ),
}

function sliceOf(source: Source, inYear: string): string {
  return `
    SELECT f.next::float8 AS "next", e.recorded_at AS "newest", ${selectList(columnsOf[source], 'r')}
      FROM ledger.follower f
      LEFT JOIN ledger.leaf l ON l.log = $1 AND l.index = f.next - 1
      LEFT JOIN ledger.entry e ON e.jurisdiction = l.jurisdiction AND e.record = l.record AND e.n = l.n
      LEFT JOIN response.figure_${source} r ON r.jurisdiction = $3 AND ${inYear}
     WHERE f.name = $2`
}

/** Every row carries the position; where there is no row for the year, one carries nothing else. */
interface Carried extends Record<string, unknown> {
  readonly next: number
  readonly newest: Date | null
  readonly record: string | null
}

export async function readSlice<S extends Source>(
  desk: Pick<Desk, 'query' | 'authority'>,
  source: S,
  { from, to }: Year,
): Promise<Slice<RowOf[S]>> {
  const found = await desk.query<Carried>(sliceSql[source], [
    mainLog,
    figureView.name,
    desk.authority.jurisdiction,
    new Date(from - longestLimitMs),
    new Date(to),
  ])
  const { next = 0, newest = null, record = null } = found[0] ?? {}
  return { rows: record === null ? [] : (found as unknown as RowOf[S][]), next, asAt: newest?.getTime() ?? 0 }
}

/** One source after the other, so that only one result is held in its wire form. `of` names those that are wanted. */
export async function readSlices(
  desk: Pick<Desk, 'query' | 'authority'>,
  year: Year,
  of: readonly Source[] = ['call', 'order', 'incident'],
): Promise<Slices> {
  const slice = async <S extends Source>(source: S): Promise<Slice<RowOf[S]>> =>
    of.includes(source) ? readSlice(desk, source, year) : { rows: [], next: 0, asAt: 0 }
  return { call: await slice('call'), order: await slice('order'), incident: await slice('incident') }
}
