import type { LedgerEntry } from '@kuaiji/ledger'
import type { AssignmentEntry } from '../assignment/assignment.ts'
import type { CallEntry } from '../call/call.ts'
import type { Folded } from '../folded.ts'
import type { IncidentEntry } from '../incident/incident.ts'
import { blankIncident, type CallRow, type FigureRows, type IncidentRow, type OrderRow } from './rows.ts'

interface Mark {
  readonly at: number
  readonly leaf: number
}

const kinds = new Set(['call', 'assignment', 'incident'])

/** Follows one entry of the log: the rows afterwards say all that figures need of it. Other kinds pass by. */
export function trace(rows: FigureRows, entry: LedgerEntry): void {
  if (!kinds.has(entry.kind)) return
  traceFolded(rows, entry as Folded<CallEntry | AssignmentEntry | IncidentEntry>, {
    at: Date.parse(entry.at),
    leaf: entry.leafIndex,
  })
}

function traceFolded(
  rows: FigureRows,
  entry: Folded<CallEntry | AssignmentEntry | IncidentEntry>,
  mark: Mark,
): void {
  const { record } = entry
  const { at, leaf } = mark
  switch (entry.type) {
    case 'call.received':
      return receive(rows, record, entry.facts, mark)
    case 'call.claimed':
      return answer(rows, record, mark)
    case 'call.abandoned':
      return changeCall(rows, record, { abandonedAt: at, abandonedLeaf: leaf })
    case 'call.attached':
      return attach(rows, getCall(rows, record), entry.facts.incident)
    case 'assignment.ordered':
      return order(rows, record, entry.facts.incident, mark)
    case 'assignment.signed':
      return changeOrder(rows, record, { signedAt: at, signedLeaf: leaf, signedSource: entry.atSource })
    case 'assignment.acknowledged':
      return changeOrder(rows, record, {
        acknowledgedAt: at,
        acknowledgedLeaf: leaf,
        acknowledgedSource: entry.atSource,
      })
    case 'assignment.arrived':
      return arrive(rows, getOrder(rows, record), mark, entry.atSource)
    case 'assignment.cancelled':
      return cancel(rows, getOrder(rows, record), mark)
    case 'incident.opened':
      return open(rows, entry, mark)
    case 'incident.located':
      return changeIncident(rows, record, () => ({
        district: entry.facts.district,
        urban: entry.facts.urban,
        locatedLeaf: leaf,
      }))
    case 'incident.first_feedback_given':
    case 'incident.final_feedback_given':
      return changeIncident(rows, record, ({ feedbackAt }) =>
        feedbackAt === null ? { feedbackAt: at, feedbackLeaf: leaf } : {},
      )
    case 'call.called_back':
    case 'call.classified':
    case 'call.handed_over':
    case 'call.handover_accepted':
    case 'call.closed':
    case 'assignment.acknowledgement_missed':
    case 'assignment.departed':
    case 'assignment.staged':
    case 'assignment.cleared':
    case 'incident.regraded':
    case 'incident.call_attached':
    case 'incident.dispatched':
    case 'incident.first_feedback_missed':
    case 'incident.returned':
    case 'incident.closed':
      return
  }
}

function receive(
  { call }: FigureRows,
  record: string,
  { channel }: Pick<CallRow, 'channel'>,
  { at, leaf }: Mark,
): void {
  call.set(record, {
    record,
    channel,
    receivedAt: at,
    receivedLeaf: leaf,
    answeredAt: null,
    answeredLeaf: null,
    abandonedAt: null,
    abandonedLeaf: null,
  })
}

function answer(rows: FigureRows, record: string, { at, leaf }: Mark): void {
  const { answeredAt, abandonedAt } = getCall(rows, record)
  if (answeredAt === null && abandonedAt === null)
    changeCall(rows, record, { answeredAt: at, answeredLeaf: leaf })
}

/** An incident is received with the earliest of its calls; of two at the same moment, with the first in the log. */
function attach(rows: FigureRows, call: CallRow, incident: string): void {
  const { receivedAt, receivedLeaf, answeredAt, answeredLeaf } = call
  changeIncident(rows, incident, before => ({
    crewReported: before.crewReported || call.channel === 'officer',
    ...(isEarlier({ at: receivedAt, leaf: receivedLeaf }, before.receivedAt, before.receivedLeaf)
      ? { receivedAt, receivedLeaf, answeredAt, answeredLeaf }
      : {}),
  }))
}

function order(rows: FigureRows, record: string, incident: string, mark: Mark): void {
  rows.order.set(record, {
    record,
    incident,
    orderedAt: mark.at,
    orderedLeaf: mark.leaf,
    signedAt: null,
    signedLeaf: null,
    signedSource: null,
    acknowledgedAt: null,
    acknowledgedLeaf: null,
    acknowledgedSource: null,
    cancelledAt: null,
    cancelledLeaf: null,
  })
  changeIncident(rows, incident, before => ({
    orders: before.orders + 1,
    ...(isEarlier(mark, before.orderedAt, before.orderedLeaf)
      ? { orderedAt: mark.at, orderedLeaf: mark.leaf }
      : {}),
  }))
}

function arrive(
  rows: FigureRows,
  { incident }: OrderRow,
  mark: Mark,
  arrivedSource: IncidentRow['arrivedSource'],
): void {
  changeIncident(rows, incident, before =>
    isEarlier(mark, before.arrivedAt, before.arrivedLeaf)
      ? { arrivedAt: mark.at, arrivedLeaf: mark.leaf, arrivedSource }
      : {},
  )
}

function cancel(rows: FigureRows, { record, incident }: OrderRow, { at, leaf }: Mark): void {
  changeOrder(rows, record, { cancelledAt: at, cancelledLeaf: leaf })
  changeIncident(rows, incident, before => ({
    cancelled: before.cancelled + 1,
    ...(before.cancelledAt === null || at >= before.cancelledAt
      ? { cancelledAt: at, cancelledLeaf: leaf }
      : {}),
  }))
}

function open(
  rows: FigureRows,
  { record, facts, actor }: Folded<Extract<IncidentEntry, { type: 'incident.opened' }>>,
  { at, leaf }: Mark,
): void {
  const { type, grade, district, urban } = facts
  changeIncident(rows, record, before => ({
    type,
    grade,
    district,
    urban,
    openedAt: at,
    openedLeaf: leaf,
    crewReported: before.crewReported || actor.role === 'crew',
  }))
}

function isEarlier({ at, leaf }: Mark, knownAt: number | null, knownLeaf: number | null): boolean {
  if (knownAt === null || knownLeaf === null) return true
  return at < knownAt || (at === knownAt && leaf < knownLeaf)
}

function getCall({ call }: FigureRows, record: string): CallRow {
  return getRow(call, record, 'call')
}

function getOrder({ order }: FigureRows, record: string): OrderRow {
  return getRow(order, record, 'order')
}

function getRow<Row>(rows: ReadonlyMap<string, Row>, record: string, what: string): Row {
  const row = rows.get(record)
  if (row === undefined) throw new Error(`${what} ${record} has an entry before its first`)
  return row
}

function changeCall(rows: FigureRows, record: string, change: Partial<CallRow>): void {
  rows.call.set(record, { ...getCall(rows, record), ...change })
}

function changeOrder(rows: FigureRows, record: string, change: Partial<OrderRow>): void {
  rows.order.set(record, { ...getOrder(rows, record), ...change })
}

function changeIncident(
  { incident }: FigureRows,
  record: string,
  change: (before: IncidentRow) => Partial<IncidentRow>,
): void {
  const before = incident.get(record) ?? blankIncident(record)
  incident.set(record, { ...before, ...change(before) })
}
