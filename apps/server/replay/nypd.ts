import { findNypdMapping } from '@kuaiji/catalog'
import { type Point, readTable, type TableRow } from '@kuaiji/roads'
import { parseWallTime, type TimeZone } from './local-time.ts'
import { type RecordedCall, type RecordedTimes, type RefusedRow, RowFault } from './recorded-call.ts'

/** The police's times, in the order in which they happen. */
const timeColumns = ['add_ts', 'disp_ts', 'arrivd_ts', 'closng_ts'] as const
const columns = ['cad_evnt_id', 'radio_code', 'typ_desc', ...timeColumns, 'latitude', 'longitude']
/** A year of the whole city is 7 million rows; as many as fit comfortably in memory. */
const rowsMax = 1_000_000
const shownId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/

export interface CallFile {
  readonly rows: number
  readonly calls: readonly RecordedCall[]
  readonly refused: readonly RefusedRow[]
}

/**
 * Reads calls for service as New York publishes them (NYC Open Data d6zx-ckhd): a table in any order of
 * columns, `.gz` or plain. A row that cannot be used is refused by itself; a file that is no such table is one
 * RoadInputError that names file, line and column. `limit` stops after so many rows.
 */
export async function readNypdCalls(
  file: string,
  { zone, now, limit = rowsMax }: { readonly zone: TimeZone; readonly now: Date; readonly limit?: number },
): Promise<CallFile> {
  const calls: RecordedCall[] = []
  const refused: RefusedRow[] = []
  let rows = 0
  const most = limit < rowsMax ? Number.MAX_SAFE_INTEGER : rowsMax
  await readTable(file, columns, most, row => {
    if (rows === limit) return
    rows++
    try {
      calls.push(callOf(row, zone, now))
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      const { code, message: sentence } = error
      refused.push({ line: row.line, id: findId(row) ?? '', code, sentence })
    }
  })
  return { rows, calls, refused }
}

function callOf(row: TableRow, zone: TimeZone, now: Date): RecordedCall {
  const id = findId(row)
  if (id === undefined)
    throw new RowFault('id', 'cad_evnt_id is empty or not made of letters, digits and dashes.')
  const times = timesOf(row, zone, now)
  const location = locationOf(row)
  const mapping = findNypdMapping(row.text('radio_code'), row.text('typ_desc'))
  if (mapping === undefined)
    throw new RowFault(
      'unknown_type',
      'The catalogue maps neither typ_desc nor radio_code to an incident type.',
    )
  const { type, grade } = mapping
  return { line: row.line, id, type, grade, location, ...times }
}

function findId(row: TableRow): string | undefined {
  const id = row.text('cad_evnt_id')
  return shownId.test(id) ? id : undefined
}

/**
 * The times are local and carry no zone. One in the hour that was skipped in spring never was, and is refused. One in
 * the hour that was repeated in autumn is the earlier of the two, unless the row's own order needs the later.
 */
function timesOf(row: TableRow, zone: TimeZone, now: Date): RecordedTimes {
  let beforeMs = Number.NEGATIVE_INFINITY
  let before = ''
  const read = timeColumns.map(column => {
    const moments = momentsIn(row, column, zone)
    const atMs = moments.find(ms => ms >= beforeMs)
    if (atMs === undefined) throw new RowFault('times_reversed', `${column} lies before ${before}.`)
    if (atMs > now.getTime()) throw new RowFault('time_in_future', `${column} lies in the future.`)
    beforeMs = atMs
    before = column
    return atMs
  })
  const [receivedMs, dispatchedMs, arrivedMs, closedMs] = read as [number, number, number, number]
  return { receivedMs, dispatchedMs, arrivedMs, closedMs }
}

function momentsIn(row: TableRow, column: string, zone: TimeZone): readonly number[] {
  const text = row.text(column)
  if (text === '') throw new RowFault('time_missing', `${column} is empty.`)
  const wallMs = parseWallTime(text)
  if (wallMs === 'malformed')
    throw new RowFault('time_malformed', `${column} is not written as 2024-03-10T01:06:35.000.`)
  if (wallMs === 'impossible')
    throw new RowFault('time_impossible', `${column} names no day or time that is.`)
  const moments = zone.momentsOf(wallMs)
  if (moments.length === 0)
    throw new RowFault('time_skipped', `${column} lies in the hour that the clocks of ${zone.name} skipped.`)
  return moments
}

function locationOf(row: TableRow): Point {
  return { lon: degrees(row, 'longitude', 180), lat: degrees(row, 'latitude', 90) }
}

function degrees(row: TableRow, column: 'longitude' | 'latitude', most: number): number {
  const text = row.text(column)
  if (text === '') throw new RowFault('coordinates', `${column} is empty.`)
  if (!/^[-+]?\d{1,3}(\.\d+)?$/.test(text) || Math.abs(Number(text)) > most)
    throw new RowFault('coordinates', `${column} is no number of degrees from -${most} to ${most}.`)
  return Number(text)
}
