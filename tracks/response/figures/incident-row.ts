import type { Grade, IncidentType } from '@kuaiji/catalog'
import type { AtSource } from '@kuaiji/kernel'
import type { Folded } from '../folded.ts'
import type { IncidentEntry } from '../incident/incident.ts'
import type { CallRow } from './call-row.ts'
import type { Column } from './columns.ts'
import { type FigureRows, isEarlier, type Mark } from './rows.ts'

/** An incident as figures count it: from its own entries and those of its calls and orders. */
interface IncidentParts {
  readonly record: string
  readonly district: string | null
  readonly urban: boolean | null
  /** Reported by a crew, which was there already. */
  readonly crewReported: boolean
  readonly locatedLeaf: number | null
  /** Of the earliest call attached, as is the answer. */
  readonly receivedAt: number | null
  readonly receivedLeaf: number | null
  readonly answeredAt: number | null
  readonly answeredLeaf: number | null
  readonly orders: number
  /** The first order and the first unit on scene, whichever order it came by. */
  readonly orderedAt: number | null
  readonly orderedLeaf: number | null
  readonly arrivedAt: number | null
  readonly arrivedLeaf: number | null
  readonly arrivedSource: AtSource | null
  /** How many orders were taken back, and when the latest of them was. */
  readonly cancelled: number
  readonly cancelledAt: number | null
  readonly cancelledLeaf: number | null
  /** First or, where there was none, final feedback. */
  readonly feedbackAt: number | null
  readonly feedbackLeaf: number | null
}

interface Opening {
  readonly type: IncidentType
  /** At opening: a later change of grade does not move an incident to another figure. */
  readonly grade: Grade
  readonly openedAt: number
  readonly openedLeaf: number
}

/** Within one append the entries of a call or an order may come before the incident's own: then it has no opening yet. */
export type IncidentRow = IncidentParts & { readonly [Part in keyof Opening]: Opening[Part] | null }

/** An incident that can be counted. */
export type OpenedIncident = IncidentParts & Opening

export const incidentColumns = {
  record: 'plain',
  type: 'plain',
  grade: 'plain',
  district: 'plain',
  urban: 'plain',
  openedAt: 'time',
  openedLeaf: 'leaf',
  crewReported: 'plain',
  locatedLeaf: 'leaf',
  receivedAt: 'time',
  receivedLeaf: 'leaf',
  answeredAt: 'time',
  answeredLeaf: 'leaf',
  orders: 'plain',
  orderedAt: 'time',
  orderedLeaf: 'leaf',
  arrivedAt: 'time',
  arrivedLeaf: 'leaf',
  arrivedSource: 'plain',
  cancelled: 'plain',
  cancelledAt: 'time',
  cancelledLeaf: 'leaf',
  feedbackAt: 'time',
  feedbackLeaf: 'leaf',
} as const satisfies Record<keyof IncidentRow, Column>

export function isOpened(row: IncidentRow): row is OpenedIncident {
  return row.openedAt !== null
}

export function traceIncident(rows: FigureRows, entry: Folded<IncidentEntry>, { at, leaf }: Mark): void {
  const { record, actor } = entry
  switch (entry.type) {
    case 'incident.opened': {
      const { type, grade, district, urban } = entry.facts
      const opening = { type, grade, district, urban, openedAt: at, openedLeaf: leaf }
      change(rows, record, ({ crewReported }) => ({
        ...opening,
        crewReported: crewReported || actor.role === 'crew',
      }))
      break
    }
    case 'incident.located': {
      const { district, urban } = entry.facts
      change(rows, record, () => ({ district, urban, locatedLeaf: leaf }))
      break
    }
    case 'incident.first_feedback_given':
    case 'incident.final_feedback_given':
      change(rows, record, ({ feedbackAt }) =>
        feedbackAt === null ? { feedbackAt: at, feedbackLeaf: leaf } : {},
      )
      break
    case 'incident.regraded':
    case 'incident.call_attached':
    case 'incident.dispatched':
    case 'incident.first_feedback_missed':
    case 'incident.returned':
    case 'incident.closed':
      break
  }
}

/** An incident is received with the earliest of its calls. */
export function noteCall(rows: FigureRows, incident: string, call: CallRow): void {
  const { receivedAt, receivedLeaf, answeredAt, answeredLeaf, channel } = call
  change(rows, incident, before => ({
    crewReported: before.crewReported || channel === 'officer',
    ...(isEarlier({ at: receivedAt, leaf: receivedLeaf }, before.receivedAt, before.receivedLeaf)
      ? { receivedAt, receivedLeaf, answeredAt, answeredLeaf }
      : {}),
  }))
}

export function noteOrder(rows: FigureRows, incident: string, mark: Mark): void {
  change(rows, incident, ({ orders, orderedAt, orderedLeaf }) => ({
    orders: orders + 1,
    ...(isEarlier(mark, orderedAt, orderedLeaf) ? { orderedAt: mark.at, orderedLeaf: mark.leaf } : {}),
  }))
}

export function noteArrival(rows: FigureRows, incident: string, mark: Mark, arrivedSource: AtSource): void {
  change(rows, incident, ({ arrivedAt, arrivedLeaf }) =>
    isEarlier(mark, arrivedAt, arrivedLeaf)
      ? { arrivedAt: mark.at, arrivedLeaf: mark.leaf, arrivedSource }
      : {},
  )
}

export function noteCancellation(rows: FigureRows, incident: string, mark: Mark): void {
  change(rows, incident, ({ cancelled, cancelledAt, cancelledLeaf }) => ({
    cancelled: cancelled + 1,
    ...(cancelledAt === null || !isEarlier(mark, cancelledAt, cancelledLeaf)
      ? { cancelledAt: mark.at, cancelledLeaf: mark.leaf }
      : {}),
  }))
}

function change(
  { incident }: FigureRows,
  record: string,
  changeOf: (before: IncidentRow) => Partial<IncidentRow>,
): void {
  const before = incident.get(record) ?? { ...blank, record }
  incident.set(record, { ...before, ...changeOf(before) })
}

const blank: IncidentRow = {
  record: '',
  type: null,
  grade: null,
  district: null,
  urban: null,
  openedAt: null,
  openedLeaf: null,
  crewReported: false,
  locatedLeaf: null,
  receivedAt: null,
  receivedLeaf: null,
  answeredAt: null,
  answeredLeaf: null,
  orders: 0,
  orderedAt: null,
  orderedLeaf: null,
  arrivedAt: null,
  arrivedLeaf: null,
  arrivedSource: null,
  cancelled: 0,
  cancelledAt: null,
  cancelledLeaf: null,
  feedbackAt: null,
  feedbackLeaf: null,
}
