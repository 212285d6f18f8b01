import type { Grade, IncidentType } from '@kuaiji/catalog'
import type { Point } from '@kuaiji/roads'

/** The four times a dispatch system records of a call, in the order in which they happen; milliseconds UTC. */
export interface RecordedTimes {
  readonly receivedMs: number
  readonly dispatchedMs: number
  readonly arrivedMs: number
  readonly closedMs: number
}

/** A row of a file of real calls, in our words. */
export interface RecordedCall extends RecordedTimes {
  /** Line of the file. */
  readonly line: number
  /** What the file calls it; public, and no person's. */
  readonly id: string
  readonly type: IncidentType
  readonly grade: Grade
  readonly location: Point
}

/** A row that did not become an incident, and why. Never a cell of it: an address or a description may be somebody's. */
export interface RefusedRow {
  readonly line: number
  /** Empty when the row has none that can be shown. */
  readonly id: string
  readonly code: string
  readonly sentence: string
}

/** What is wrong with a row, thrown while it is read. */
export class RowFault extends Error {
  readonly code: string

  constructor(code: string, sentence: string) {
    super(sentence)
    this.name = 'RowFault'
    this.code = code
  }
}
