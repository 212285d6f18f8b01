/**
 * Between a row and its table: `openedAt` is `opened_at timestamptz`, `openedLeaf` is `opened_leaf bigint`, everything
 * else has one form in both.
 */
export function toColumns(row: object, jurisdiction: string): Record<string, unknown> {
  const columns = Object.entries(row).map(([name, value]) => [
    columnOf(name),
    isTime(name) ? isoOf(value) : value,
  ])
  return { ...Object.fromEntries(columns), jurisdiction }
}

export function fromColumns<Row>(columns: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [nameOf(column), numberOf(column, value)]),
  ) as Row
}

function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

function nameOf(column: string): string {
  return column.replace(/_[a-z]/g, part => part.slice(1).toUpperCase())
}

function isTime(name: string): boolean {
  return name.endsWith('At')
}

function isoOf(ms: unknown): string | null {
  return typeof ms === 'number' ? new Date(ms).toISOString() : null
}

/** The driver gives a bigint as text and a timestamptz as Date. */
function numberOf(column: string, value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  return value !== null && column.endsWith('_leaf') ? Number(value) : value
}
