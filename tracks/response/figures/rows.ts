import type { CallRow } from './call-row.ts'
import type { IncidentRow } from './incident-row.ts'
import type { OrderRow } from './order-row.ts'

/**
 * Rows by record: what a stretch of the log says, or the part of the view that a batch of entries touches. In a row times
 * are milliseconds of UTC, and a `leaf` is the place in the log of the entry that says so.
 */
export interface FigureRows {
  readonly call: Map<string, CallRow>
  readonly order: Map<string, OrderRow>
  readonly incident: Map<string, IncidentRow>
}

/** When something happened, and the leaf index of the entry that says so. */
export interface Mark {
  readonly at: number
  readonly leaf: number
}

export function noRows(): FigureRows {
  return { call: new Map(), order: new Map(), incident: new Map() }
}

/** Replaces a row by a changed one. Throws when it is not there: an entry came before the first of its record. */
export function changeRow<Row>(rows: Map<string, Row>, record: string, change: Partial<Row>): Row {
  const row = { ...getRow(rows, record), ...change }
  rows.set(record, row)
  return row
}

export function getRow<Row>(rows: ReadonlyMap<string, Row>, record: string): Row {
  const row = rows.get(record)
  if (row === undefined) throw new Error(`an entry of ${record} came before its first`)
  return row
}

/** Of two at the same moment the first in the log is the earlier, so that the order of reading decides nothing. */
export function isEarlier({ at, leaf }: Mark, knownAt: number | null, knownLeaf: number | null): boolean {
  if (knownAt === null || knownLeaf === null) return true
  return at < knownAt || (at === knownAt && leaf < knownLeaf)
}
