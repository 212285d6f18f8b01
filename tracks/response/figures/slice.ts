import { grades } from '@kuaiji/catalog'
import type { Year } from '@kuaiji/figures'
import type { Desk } from '@kuaiji/kernel'
import { mainLog } from '@kuaiji/ledger'
import type { CallRow } from './call-row.ts'
import { fromColumns } from './columns.ts'
import type { OpenedIncident } from './incident-row.ts'
import type { OrderRow } from './order-row.ts'
import { figureView } from './view.ts'

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

/** Rows that may count in the year; which do is for the definitions to say. Position and rows come of one snapshot. */
const sliceSql: { readonly [S in Source]: string } = {
  call: sliceOf('figure_call', 'r.received_at >= $4 AND r.received_at < $5'),
  order: sliceOf('figure_order', 'r.ordered_at >= $4 AND r.ordered_at < $5'),
  incident: sliceOf(
    'figure_incident',
    `r.opened_at IS NOT NULL AND (r.opened_at >= $4 AND r.opened_at < $5
       OR r.received_at >= $4 AND r.received_at < $5 OR r.ordered_at >= $4 AND r.ordered_at < $5)`,
  ),
}

function sliceOf(table: string, inYear: string): string {
  return `
    SELECT f.next AS view_next, e.recorded_at AS view_recorded_at, r.*
      FROM ledger.follower f
      LEFT JOIN ledger.leaf l ON l.log = $1 AND l.index = f.next - 1
      LEFT JOIN ledger.entry e ON e.jurisdiction = l.jurisdiction AND e.record = l.record AND e.n = l.n
      LEFT JOIN response.${table} r ON r.jurisdiction = $3 AND ${inYear}
     WHERE f.name = $2`
}

interface SliceColumns extends Record<string, unknown> {
  readonly view_next: string
  readonly view_recorded_at: Date | null
  readonly record: string | null
}

export async function readSlice<S extends Source>(
  desk: Pick<Desk, 'query' | 'authority'>,
  source: S,
  { from, to }: Year,
): Promise<Slice<RowOf[S]>> {
  const found = await desk.query<SliceColumns>(sliceSql[source], [
    mainLog,
    figureView.name,
    desk.authority.jurisdiction,
    new Date(from - longestLimitMs),
    new Date(to),
  ])
  const rows = found
    .filter(({ record }) => record !== null)
    .map(({ jurisdiction, view_next, view_recorded_at, ...columns }) => fromColumns<RowOf[S]>(columns))
  return {
    rows,
    next: Number(found[0]?.view_next ?? 0),
    asAt: found[0]?.view_recorded_at?.getTime() ?? 0,
  }
}

/** `of` names the sources that are wanted; the others stay empty. */
export async function readSlices(
  desk: Pick<Desk, 'query' | 'authority'>,
  year: Year,
  of: readonly Source[] = ['call', 'order', 'incident'],
): Promise<Slices> {
  const slice = async <S extends Source>(source: S): Promise<Slice<RowOf[S]>> =>
    of.includes(source) ? readSlice(desk, source, year) : { rows: [], next: 0, asAt: 0 }
  const [call, order, incident] = await Promise.all([slice('call'), slice('order'), slice('incident')])
  return { call, order, incident }
}
