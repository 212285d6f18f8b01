import { isOnGlobe, type Point } from './point.ts'

/**
 * The 500 m grid, one scheme for the whole globe, so that a cell's code never depends on the city:
 *
 * - 40,030 rows from the south pole, each 180 / 40,030 degrees of latitude (500.0 m on the mean sphere);
 * - in each row, columns from 180° W, as many as make the width at the row's middle latitude nearest to 500 m:
 *   `max(1, round(80,060 × cos(middle latitude)))`.
 *
 * A cell is a rectangle in longitude and latitude, closed at its south and west edge. Against the WGS-84
 * ellipsoid its sides are 497 to 503 m up to latitude 80°, so cells are equal to within 1 % in both axes.
 * The code is `r<row>c<column>`, e.g. `r26686c57891`.
 */
const rows = 40_030
const columnsAtEquator = 2 * rows
const rowDegrees = 180 / rows

/** Code of the 500 m cell that holds the point. Throws a RangeError when the point is not on the globe. */
export function cellOf(point: Point): string {
  if (!isOnGlobe(point.lon, point.lat)) throw new RangeError(`not on the globe: ${point.lon}, ${point.lat}`)
  const row = Math.min(rows - 1, Math.floor(((point.lat + 90) / 180) * rows))
  const columns = columnsOf(row)
  const column = Math.floor(((point.lon + 180) / 360) * columns) % columns
  return `r${row}c${column}`
}

/** Middle of a cell. Throws a RangeError when the code names no cell. */
export function cellCentre(cell: string): Point {
  const match = /^r(0|[1-9]\d{0,4})c(0|[1-9]\d{0,4})$/.exec(cell)
  const row = Number(match?.[1])
  const column = Number(match?.[2])
  if (!(row < rows && column < columnsOf(row))) throw new RangeError(`no such cell: ${cell}`)
  return { lon: ((column + 0.5) / columnsOf(row)) * 360 - 180, lat: (row + 0.5) * rowDegrees - 90 }
}

/** Columns of a row; no row lies near enough to a half that another rounding of the cosine would change it. */
export function columnsOf(row: number): number {
  return Math.max(1, Math.round(idealColumns(row)))
}

/** Columns of a row before rounding: its circle of latitude in units of 500 m. */
export function idealColumns(row: number): number {
  return columnsAtEquator * Math.cos((((row + 0.5) * rowDegrees - 90) * Math.PI) / 180)
}
