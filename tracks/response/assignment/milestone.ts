import type { Milestone } from '@kuaiji/catalog'
import { type Refusal, refuse, type Timer } from '@kuaiji/kernel'
import type { Moment } from '../moment.ts'
import { knownReason } from '../reason.ts'
import {
  type AssignmentEntry,
  type AssignmentState,
  type AssignmentStatus,
  assignmentKind,
  reachedAt,
  stopAcknowledgementClock,
} from './assignment.ts'

/** Legal edges; everything else is out of order. */
const edges: Readonly<Record<AssignmentStatus, readonly Milestone[]>> = {
  assigned: ['signed', 'acknowledged', 'en_route', 'cancelled'],
  signed: ['acknowledged', 'en_route', 'cancelled'],
  acknowledged: ['en_route', 'cancelled'],
  en_route: ['staged', 'on_scene', 'cancelled'],
  staged: ['on_scene', 'cancelled'],
  on_scene: ['cleared'],
  cleared: [],
  cancelled: [],
}

/** What a milestone proves to have happened before it, if nobody said so: recorded as inferred, never in silence. */
const proves: Readonly<Partial<Record<Milestone, readonly ProvenMilestone[]>>> = {
  acknowledged: ['signed'],
  en_route: ['signed', 'acknowledged'],
}

type ProvenMilestone = 'signed' | 'acknowledged'
type ReachedMilestone = Exclude<Milestone, 'cancelled'>

const entryOf = {
  signed: 'assignment.signed',
  acknowledged: 'assignment.acknowledged',
  en_route: 'assignment.departed',
  staged: 'assignment.staged',
  on_scene: 'assignment.arrived',
  cleared: 'assignment.cleared',
} as const satisfies Record<ReachedMilestone, AssignmentEntry['type']>

/**
 * The next milestone of an order. Refused with 409 `already_reached`, 409 `out_of_order` (naming the present status)
 * or 422 `unknown_reason` for a cancellation without one.
 */
export function reachMilestone(
  state: AssignmentState,
  milestone: Milestone,
  reason: string | undefined,
  when: Moment,
): AssignmentEntry[] {
  checkEdge(state, milestone)
  if (milestone === 'cancelled')
    return [{ type: 'assignment.cancelled', ...when, facts: { reason: knownReason('cancellation', reason) } }]
  if (reason !== undefined)
    throw refuse(422, 'reason_unwanted', 'Only a cancellation carries a reason.', { place: 'body/reason' })
  const inferred = (proves[milestone] ?? []).filter(before => reachedAt(state, before) === null)
  return [
    ...inferred.map(
      (before): AssignmentEntry => ({
        type: entryOf[before],
        at: when.at,
        atSource: 'inferred',
        facts: {},
      }),
    ),
    { type: entryOf[milestone], ...when, facts: {} },
  ]
}

/** Nothing is left to acknowledge once the crew has, or is on its way, or has been called back. */
export function milestoneTimers(milestone: Milestone): Timer[] {
  return ['acknowledged', 'en_route', 'cancelled'].includes(milestone) ? stopAcknowledgementClock() : []
}

/** Before the time of a message is looked at, so that a late repetition is called what it is. */
export function checkEdge(state: AssignmentState, milestone: Milestone): void {
  const at = reachedAt(state, milestone)
  if (at !== null)
    throw refuse(409, 'already_reached', `${state.callSign} reached ${milestone} already.`, { milestone, at })
  if (!edges[state.status].includes(milestone)) throw outOfOrder(state, milestone)
}

function outOfOrder(state: AssignmentState, milestone: Milestone): Refusal {
  const { callSign, status } = state
  const sentence = `${callSign} is ${status}: ${milestone} does not follow.`
  return refuse(409, 'out_of_order', sentence, {
    milestone,
    status,
    open: assignmentKind.isOpen(state),
    next: edges[status],
  })
}
