import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { RoadInputError } from './input-error.ts'
import { readText } from './text-file.ts'

/** The longest row of numbers is far shorter; a file without line ends is refused before it fills memory. */
const rowCharactersMax = 64 * 1024

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** One row of a CSV table: its cells by column name, and where it stands. Reused from row to row. */
export class TableRow {
  line = 1
  cells: readonly string[] = []
  readonly #file: string
  readonly #positions: ReadonlyMap<string, number>

  constructor(file: string, positions: ReadonlyMap<string, number>) {
    this.#file = file
    this.#positions = positions
  }

  has(column: string): boolean {
    return this.#positions.has(column)
  }

  /** The cell of the column without the blanks around it. */
  text(column: string): string {
    return this.cells[this.#positions.get(column)!]!.trim()
  }

  /** A decimal number in the column, at least `least`. Throws a RoadInputError naming line and column. */
  number(column: string, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number {
    const text = this.cells[this.#positions.get(column)!]!
    const value = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN
    if (Number.isNaN(value)) throw this.fault(column, `${quoted(text)} is not a number`)
    if (value < least) throw this.fault(column, `${quoted(text)} is less than ${least}`)
    if (value > most) throw this.fault(column, `${quoted(text)} is more than ${most}`)
    return value
  }

  /** A whole number from 0 to 2^53 - 1. */
  id(column: string): number {
    const value = this.number(column, 0, Number.MAX_SAFE_INTEGER)
    if (!Number.isInteger(value)) throw this.fault(column, `${value} is not a whole number`)
    return value
  }

  fault(column: string, fault: string): RoadInputError {
    return new RoadInputError(this.#file, `line ${this.line}, column ${column}`, fault)
  }
}

/**
 * Reads a CSV table (RFC 4180, `.gz` or plain, byte-order mark and quotes allowed, columns in any order) row by
 * row and returns the number of rows. Throws one RoadInputError at the first thing that is wrong.
 */
export async function readTable(
  file: string,
  columns: readonly string[],
  rowsMax: number,
  take: (row: TableRow) => void,
): Promise<number> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: rowCharactersMax,
  })
  let row: TableRow | undefined
  let rows = 0
  try {
    await pipeline(readText(file), parser, async (records: AsyncIterable<Parsed>) => {
      for await (const { record, info } of records) {
        if (row === undefined) {
          row = new TableRow(file, positionsOf(file, record, columns))
          continue
        }
        row.line = info.lines
        row.cells = record
        if (++rows > rowsMax) throw tooMany(file, info.lines, rowsMax)
        take(row)
      }
    })
  } catch (error) {
    throw error instanceof CsvError ? csvFault(file, error) : error
  }
  if (row === undefined) throw new RoadInputError(file, undefined, 'is empty')
  return rows
}

function positionsOf(
  file: string,
  header: readonly string[],
  columns: readonly string[],
): Map<string, number> {
  const names = header.map(name => name.trim())
  for (const name of columns) {
    if (!names.includes(name)) throw new RoadInputError(file, 'line 1', `the column ${name} is missing`)
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      throw new RoadInputError(file, 'line 1', `the column ${name} stands twice`)
    }
  }
  return new Map(names.map((name, position) => [name, position]))
}

/** csv-parse says what is wrong in its own words; these are ours. */
function csvFault(file: string, error: CsvError): RoadInputError {
  const place = `line ${error.lines}`
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return new RoadInputError(file, place, 'the row has not as many cells as the header')
    case 'CSV_QUOTE_NOT_CLOSED':
      return new RoadInputError(file, place, 'a quote is opened and never closed')
    case 'CSV_MAX_RECORD_SIZE':
      return new RoadInputError(file, place, `a row is longer than ${rowCharactersMax} characters`)
    default:
      return new RoadInputError(file, place, `a quote stands where none may (${error.code})`)
  }
}

function tooMany(file: string, line: number, rowsMax: number): RoadInputError {
  return new RoadInputError(file, `line ${line}`, `there are more than ${rowsMax} rows`)
}

/** Text of a cell as an error shows it: short, whatever was in the file. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
