import {
  findIncidentType,
  findResultCode,
  type Grade,
  type IncidentType,
  responsePlans,
  ruleAt,
} from '@kuaiji/catalog'
import { type RuleReference, refuse, type Timer } from '@kuaiji/kernel'
import { type Moment, secondsAfter } from '../moment.ts'
import { knownReason } from '../reason.ts'
import type { Place } from '../services.ts'
import {
  firstFeedbackTimer,
  type IncidentEntry,
  type IncidentParticulars,
  type IncidentState,
  type PlaceParticulars,
} from './incident.ts'

export interface NewIncident {
  readonly type: string
  readonly grade: number | undefined
  /** undefined: nobody knows where it is yet. */
  readonly place: Place | undefined
  readonly particulars: IncidentParticulars
}

export function openIncident(
  { type, grade, place, particulars }: NewIncident,
  when: Moment,
): IncidentEntry[] {
  const row = findIncidentType(type)
  if (row === undefined)
    throw refuse(422, 'unknown_type', `There is no incident type ${type}.`, { place: 'body/type' })
  const facts = {
    type: row.code as IncidentType,
    grade: (grade ?? row.grade) as Grade,
    place: place === undefined ? ('unknown' as const) : ('known' as const),
    district: place?.district ?? null,
    urban: place?.urban ?? null,
    cell: place?.cell ?? null,
  }
  // The incident keeps the version of the response plan it was opened with.
  const plan = { id: `plan.${row.plan}`, version: responsePlans[row.plan].version }
  return [{ type: 'incident.opened', ...when, facts, particulars, rules: [plan] }]
}

/** The place becomes known, or is corrected. */
export function locateIncident(
  state: IncidentState,
  { district, urban, cell }: Place,
  particulars: PlaceParticulars,
  when: Moment,
): IncidentEntry[] {
  checkOpen(state)
  return [{ type: 'incident.located', ...when, facts: { district, urban, cell }, particulars }]
}

export function regradeIncident(
  state: IncidentState,
  grade: number,
  reason: string,
  when: Moment,
): IncidentEntry[] {
  checkOpen(state)
  if (grade === state.grade)
    throw refuse(409, 'same_grade', `The incident is of grade ${grade} already.`, { grade })
  const facts = { grade: grade as Grade, from: state.grade, reason: knownReason('regrade', reason) }
  return [{ type: 'incident.regraded', ...when, facts }]
}

export function attachToIncident(
  state: IncidentState,
  call: string,
  receivedAt: string,
  when: Moment,
): IncidentEntry[] {
  checkOpen(state)
  return [{ type: 'incident.call_attached', ...when, facts: { call, receivedAt } }]
}

/** Stands on the incident's own record too, so that a closing and an order cannot pass each other unseen. */
export function dispatchUnit(
  state: IncidentState,
  assignment: string,
  unit: string,
  when: Moment,
): IncidentEntry[] {
  checkOpen(state)
  const rules = state.dispatchedAt === null ? { rules: [firstFeedbackRule(when).reference] } : {}
  return [{ type: 'incident.dispatched', ...when, facts: { assignment, unit }, ...rules }]
}

/** The clock of the first feedback starts with the first order. */
export function firstFeedbackClock(state: IncidentState, when: Moment): Timer[] {
  if (state.dispatchedAt !== null || state.status !== 'open') return []
  return [{ name: firstFeedbackTimer, dueAt: secondsAfter(when.at, firstFeedbackRule(when).seconds) }]
}

export interface Feedback {
  readonly final: boolean
  readonly result: string | undefined
  readonly text: string | undefined
}

/** 已反馈: the feedback is on the desk of the duty leader; it is he who closes. */
export function giveFeedback(
  state: IncidentState,
  { final, result, text }: Feedback,
  when: Moment,
): IncidentEntry[] {
  checkOpen(state)
  if (state.status === 'final_feedback')
    throw refuse(409, 'feedback_given', 'The final feedback is given and waits for review.', {
      finalFeedbackAt: state.finalFeedbackAt,
    })
  if (!final) return giveFirstFeedback(state, result, text, when)
  const row = findResultCode(result ?? '')
  if (row === undefined)
    throw refuse(422, 'unknown_result', 'Final feedback needs a known result.', { place: 'body/result' })
  const facts = { result: row.code as NonNullable<IncidentState['result']> }
  return [{ type: 'incident.final_feedback_given', ...when, facts, particulars: { text } }]
}

function giveFirstFeedback(
  state: IncidentState,
  result: string | undefined,
  text: string | undefined,
  when: Moment,
): IncidentEntry[] {
  if (state.status !== 'open')
    throw refuse(409, 'feedback_given', 'The first feedback is given; the final one is due.', {
      firstFeedbackAt: state.firstFeedbackAt,
    })
  if (result !== undefined)
    throw refuse(422, 'result_too_early', 'Only final feedback carries a result.', { place: 'body/result' })
  return [{ type: 'incident.first_feedback_given', ...when, facts: {}, particulars: { text } }]
}

/** The duty leader is not content with the final feedback: it comes back for completion, with a reason. */
export function returnIncident(
  state: IncidentState,
  reason: string | undefined,
  when: Moment,
): IncidentEntry[] {
  checkFinalFeedback(state)
  return [{ type: 'incident.returned', ...when, facts: { reason: knownReason('return', reason) } }]
}

/** `openAssignments`: ids of the incident's orders that are neither cleared nor cancelled. */
export function closeIncident(
  state: IncidentState,
  openAssignments: readonly string[],
  when: Moment,
): IncidentEntry[] {
  const result = checkFinalFeedback(state)
  if (openAssignments.length > 0)
    throw refuse(409, 'assignments_open', 'Units are still assigned to this incident.', {
      assignments: openAssignments,
    })
  return [{ type: 'incident.closed', ...when, facts: { result } }]
}

export function checkOpen(state: IncidentState): void {
  if (state.status === 'closed')
    throw refuse(409, 'incident_closed', 'The incident is closed.', { closedAt: state.closedAt })
}

function checkFinalFeedback(state: IncidentState): NonNullable<IncidentState['result']> {
  checkOpen(state)
  if (state.status !== 'final_feedback' || state.result === null)
    throw refuse(409, 'final_feedback_missing', 'There is no final feedback to review.', {
      status: state.status,
    })
  return state.result
}

function firstFeedbackRule(when: Moment): { readonly reference: RuleReference; readonly seconds: number } {
  const { id, version, seconds } = ruleAt('response.first_feedback', new Date(when.at))
  return { reference: { id, version }, seconds }
}
