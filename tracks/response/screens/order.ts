import { gradeOf, isGrade } from '@kuaiji/catalog'
import type { AssignmentItem, CallItem, IncidentItem } from '../shape.ts'

/** Milestones a board draws, in the order of the field; `staged` happens to few and is told in words. */
export const trackSteps = ['assigned', 'signed', 'acknowledged', 'en_route', 'on_scene', 'cleared'] as const
export type TrackStep = (typeof trackSteps)[number]

const field = {
  assigned: 'assignedAt',
  signed: 'signedAt',
  acknowledged: 'acknowledgedAt',
  en_route: 'enRouteAt',
  staged: 'stagedAt',
  on_scene: 'onSceneAt',
  cleared: 'clearedAt',
  cancelled: 'cancelledAt',
} as const

export function reachedAt(assignment: AssignmentItem, step: keyof typeof field): string | null {
  return assignment.milestones[field[step]]
}

export function isActive({ status }: AssignmentItem): boolean {
  return status !== 'cleared' && status !== 'cancelled'
}

/** Nobody has been sent and somebody should go: this is what must not scroll away unseen. */
export function isUnassigned(incident: IncidentItem): boolean {
  return incident.status === 'open' && !incident.assignments.some(a => a.status !== 'cancelled')
}

/** Age at which an unassigned incident of this grade is overdue, in seconds. */
export function alertSeconds(grade: number): number {
  return isGrade(grade) ? gradeOf(grade).unassignedAlertSeconds : 1_800
}

export interface IncidentDesks {
  /** Nobody is sent yet: on top, so that it can never scroll away unseen. */
  readonly unassigned: readonly IncidentItem[]
  readonly underWay: readonly IncidentItem[]
  /** Final feedback given; the duty leader's, in the register. */
  readonly toReview: readonly IncidentItem[]
}

/** Each desk by grade, then the oldest first. */
export function sortIncidents(incidents: readonly IncidentItem[]): IncidentDesks {
  const ordered = [...incidents].sort((a, b) => a.grade - b.grade || a.openedAt.localeCompare(b.openedAt))
  const open = ordered.filter(i => i.status !== 'final_feedback')
  return {
    unassigned: open.filter(isUnassigned),
    underWay: open.filter(i => !isUnassigned(i)),
    toReview: ordered.filter(i => i.status === 'final_feedback'),
  }
}

export interface CallDesks {
  /** Claimed by this seat. */
  readonly mine: readonly CallItem[]
  readonly ringing: readonly CallItem[]
  readonly toCallBack: readonly CallItem[]
  /** Claimed by other seats. */
  readonly others: readonly CallItem[]
}

export function sortCalls(calls: readonly CallItem[], seat: string): CallDesks {
  const oldest = [...calls].sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
  return {
    mine: oldest.filter(c => c.status === 'claimed' && c.seat === seat),
    ringing: oldest.filter(c => c.status === 'ringing'),
    toCallBack: oldest.filter(c => c.status === 'abandoned'),
    others: oldest.filter(c => c.status === 'claimed' && c.seat !== seat),
  }
}
