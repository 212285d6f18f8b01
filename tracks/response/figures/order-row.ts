import type { AtSource } from '@kuaiji/kernel'
import type { AssignmentEntry } from '../assignment/assignment.ts'
import type { Folded } from '../folded.ts'
import type { Column } from './columns.ts'
import { noteArrival, noteCancellation, noteOrder } from './incident-row.ts'
import { changeRow, type FigureRows, getRow, type Mark } from './rows.ts'

/** An order as figures count it: which unit, seat or crew it was is not among what they may know. */
export interface OrderRow {
  readonly record: string
  readonly incident: string
  readonly orderedAt: number
  readonly orderedLeaf: number
  readonly signedAt: number | null
  readonly signedLeaf: number | null
  readonly signedSource: AtSource | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedLeaf: number | null
  readonly acknowledgedSource: AtSource | null
  readonly cancelledAt: number | null
  readonly cancelledLeaf: number | null
}

export const orderColumns = {
  record: 'plain',
  incident: 'plain',
  orderedAt: 'time',
  orderedLeaf: 'leaf',
  signedAt: 'time',
  signedLeaf: 'leaf',
  signedSource: 'plain',
  acknowledgedAt: 'time',
  acknowledgedLeaf: 'leaf',
  acknowledgedSource: 'plain',
  cancelledAt: 'time',
  cancelledLeaf: 'leaf',
} as const satisfies Record<keyof OrderRow, Column>

export function traceOrder(rows: FigureRows, entry: Folded<AssignmentEntry>, mark: Mark): void {
  const { record, atSource } = entry
  const { at, leaf } = mark
  switch (entry.type) {
    case 'assignment.ordered':
      rows.order.set(record, ordered(record, entry.facts.incident, mark))
      noteOrder(rows, entry.facts.incident, mark)
      break
    case 'assignment.signed':
      changeRow(rows.order, record, { signedAt: at, signedLeaf: leaf, signedSource: atSource })
      break
    case 'assignment.acknowledged':
      changeRow(rows.order, record, {
        acknowledgedAt: at,
        acknowledgedLeaf: leaf,
        acknowledgedSource: atSource,
      })
      break
    case 'assignment.arrived':
      noteArrival(rows, getRow(rows.order, record).incident, mark, atSource)
      break
    case 'assignment.cancelled':
      noteCancellation(
        rows,
        changeRow(rows.order, record, { cancelledAt: at, cancelledLeaf: leaf }).incident,
        mark,
      )
      break
    case 'assignment.acknowledgement_missed':
    case 'assignment.departed':
    case 'assignment.staged':
    case 'assignment.cleared':
      break
  }
}

function ordered(record: string, incident: string, { at, leaf }: Mark): OrderRow {
  return {
    record,
    incident,
    orderedAt: at,
    orderedLeaf: leaf,
    signedAt: null,
    signedLeaf: null,
    signedSource: null,
    acknowledgedAt: null,
    acknowledgedLeaf: null,
    acknowledgedSource: null,
    cancelledAt: null,
    cancelledLeaf: null,
  }
}
