import type { AssignmentState } from '../assignment/assignment.ts'
import type { CallState } from '../call/call.ts'
import type { IncidentState } from '../incident/incident.ts'

/**
 * Which list an open record stands on, by its status. The lists are queried with these words and the specs hold that
 * no open record falls between them: in London in 1992 calls nobody could see were calls nobody answered.
 */
export const callDesks = {
  ringing: ['ringing'],
  talking: ['claimed'],
  to_call_back: ['abandoned'],
} as const satisfies Record<string, readonly CallState['status'][]>

export const incidentDesks = {
  in_hand: ['open', 'first_feedback', 'returned'],
  to_review: ['final_feedback'],
} as const satisfies Record<string, readonly IncidentState['status'][]>

export const assignmentDesks = {
  ordered: ['assigned', 'signed', 'acknowledged'],
  under_way: ['en_route', 'staged'],
  at_work: ['on_scene'],
} as const satisfies Record<string, readonly AssignmentState['status'][]>

type Desks = Readonly<Record<string, readonly string[]>>

/** Every status some desk shows; `status = ANY` of these is the predicate of an open list. */
export function statusesOn(desks: Desks): readonly string[] {
  return Object.values(desks).flat()
}

/** The desk that shows a record of this status. */
export function findDesk(desks: Desks, status: string): string | undefined {
  return Object.keys(desks).find(name => desks[name]!.includes(status))
}
