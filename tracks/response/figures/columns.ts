/** How a part of a row stands in its table: as it is, as timestamptz for milliseconds, as bigint for a leaf index. */
export type Column = 'plain' | 'time' | 'leaf'
export type Columns = Readonly<Record<string, Column>>

/**
 * The columns under the names of the row and as the numbers it holds, so that a result is its rows: of 100,000 incidents
 * a copy in JavaScript took longer than reading them.
 */
export function selectList(columns: Columns, table: string): string {
  return Object.entries(columns)
    .map(([name, column]) => `${expressionOf(`${table}.${columnName(name)}`, column)} AS "${name}"`)
    .join(', ')
}

function expressionOf(column: string, kind: Column): string {
  switch (kind) {
    case 'plain':
      return column
    case 'time':
      return `(extract(epoch FROM ${column}) * 1000)::float8`
    case 'leaf':
      return `${column}::float8`
  }
}

/** A row as its table takes it from JSON. */
export function toColumns(row: object, columns: Columns, jurisdiction: string): Record<string, unknown> {
  const values = Object.entries(row).map(([name, value]) => [
    columnName(name),
    columns[name] === 'time' && value !== null ? new Date(value).toISOString() : value,
  ])
  return { ...Object.fromEntries(values), jurisdiction }
}

/** `openedAt` → `opened_at`. */
function columnName(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
