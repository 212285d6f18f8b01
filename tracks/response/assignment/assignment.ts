import { type Milestone, type ReasonCode, ruleAt } from '@kuaiji/catalog'
import type { AtSource, EntryDraft, Kind, RuleReference, Timer } from '@kuaiji/kernel'
import type { Folded } from '../folded.ts'
import { type Moment, secondsAfter } from '../moment.ts'
import { holdOf } from '../unit/unit.ts'

type Nothing = Record<string, never>

export type AssignmentEntry =
  | EntryDraft<
      'assignment.ordered',
      {
        incident: string
        unit: string
        callSign: string
        station: string
        seat: string
        /** Why another unit was sent than the recommended one. */
        deviation: ReasonCode | null
      }
    >
  | EntryDraft<'assignment.signed', Nothing>
  | EntryDraft<'assignment.acknowledged', Nothing>
  | EntryDraft<'assignment.acknowledgement_missed', Nothing>
  | EntryDraft<'assignment.departed', Nothing>
  | EntryDraft<'assignment.staged', Nothing>
  | EntryDraft<'assignment.arrived', Nothing>
  | EntryDraft<'assignment.cleared', Nothing>
  | EntryDraft<'assignment.cancelled', { reason: ReasonCode }>

export type AssignmentStatus = 'assigned' | Milestone

export interface AssignmentState {
  readonly id: string
  readonly incident: string
  readonly unit: string
  readonly callSign: string
  readonly station: string
  /** Seat that gave the order. */
  readonly seat: string
  readonly status: AssignmentStatus
  readonly milestones: Readonly<Record<MilestoneTime, string | null>> & { readonly assignedAt: string }
  readonly sources: Readonly<Partial<Record<AssignmentStatus, AtSource>>>
  readonly deviation: ReasonCode | null
  readonly cancelReason: ReasonCode | null
  readonly latestAt: string
}

type MilestoneTime = (typeof timeOf)[AssignmentStatus]

const timeOf = {
  assigned: 'assignedAt',
  signed: 'signedAt',
  acknowledged: 'acknowledgedAt',
  en_route: 'enRouteAt',
  staged: 'stagedAt',
  on_scene: 'onSceneAt',
  cleared: 'clearedAt',
  cancelled: 'cancelledAt',
} as const satisfies Record<AssignmentStatus, string>

const initial: AssignmentState = {
  id: '',
  incident: '',
  unit: '',
  callSign: '',
  station: '',
  seat: '',
  status: 'assigned',
  milestones: {
    assignedAt: '',
    signedAt: null,
    acknowledgedAt: null,
    enRouteAt: null,
    stagedAt: null,
    onSceneAt: null,
    clearedAt: null,
    cancelledAt: null,
  },
  sources: {},
  deviation: null,
  cancelReason: null,
  latestAt: '',
}

function evolve(state: AssignmentState, entry: Folded<AssignmentEntry>): AssignmentState {
  switch (entry.type) {
    case 'assignment.ordered':
      return reach({ ...state, ...entry.facts, id: entry.record }, 'assigned', entry)
    case 'assignment.signed':
      return reach(state, 'signed', entry)
    case 'assignment.acknowledged':
      return reach(state, 'acknowledged', entry)
    case 'assignment.acknowledgement_missed':
      return state
    case 'assignment.departed':
      return reach(state, 'en_route', entry)
    case 'assignment.staged':
      return reach(state, 'staged', entry)
    case 'assignment.arrived':
      return reach(state, 'on_scene', entry)
    case 'assignment.cleared':
      return reach(state, 'cleared', entry)
    case 'assignment.cancelled':
      return { ...reach(state, 'cancelled', entry), cancelReason: entry.facts.reason }
  }
}

function reach(state: AssignmentState, status: AssignmentStatus, { at, atSource }: Moment): AssignmentState {
  return {
    ...state,
    status,
    milestones: { ...state.milestones, [timeOf[status]]: at },
    sources: { ...state.sources, [status]: atSource },
    latestAt: at,
  }
}

function isOpen({ status }: AssignmentState): boolean {
  return status !== 'cleared' && status !== 'cancelled'
}

export function reachedAt(state: AssignmentState, milestone: Milestone): string | null {
  return state.milestones[timeOf[milestone]]
}

/** 处警单: one unit's order to one incident, until the unit is cleared or the order taken back. */
export const assignmentKind: Kind<AssignmentState> = {
  name: 'assignment',
  initial,
  evolve: (state, entry) => evolve(state, entry as Folded<AssignmentEntry>),
  isOpen,
  holds: state => (isOpen(state) ? holdOf(state.unit) : undefined),
  parent: ({ incident }) => incident,
  onDue: (state, timer, now) => (timer === acknowledgementTimer ? missAcknowledgement(state, now) : []),
  retentionDays: 1826,
}

const acknowledgementTimer = 'acknowledgement'

/** The crew's time to acknowledge (接令) starts with the order. */
export function acknowledgementClock(when: Moment): { rules: RuleReference[]; timers: Timer[] } {
  const { id, version, seconds } = ruleAt('response.acknowledge', new Date(when.at))
  return {
    rules: [{ id, version }],
    timers: [{ name: acknowledgementTimer, dueAt: secondsAfter(when.at, seconds) }],
  }
}

export function stopAcknowledgementClock(): Timer[] {
  return [{ name: acknowledgementTimer, dueAt: null }]
}

function missAcknowledgement(state: AssignmentState, now: Date): AssignmentEntry[] {
  if (state.status !== 'assigned' && state.status !== 'signed') return []
  return [
    { type: 'assignment.acknowledgement_missed', at: now.toISOString(), atSource: 'automatic', facts: {} },
  ]
}
