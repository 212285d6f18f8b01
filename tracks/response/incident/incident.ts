import type { Grade, IncidentType, ReasonCode, ResultCode } from '@kuaiji/catalog'
import type { EntryDraft, Kind } from '@kuaiji/kernel'
import type { Folded } from '../folded.ts'
import type { Place } from '../services.ts'
import type { Point } from '../shape.ts'

export type PlaceParticulars = {
  readonly location: Point
  readonly address?: string | undefined
}

export type IncidentParticulars = {
  readonly location?: Point | undefined
  readonly address?: string | undefined
  readonly description?: string | undefined
}

export type FeedbackParticulars = { readonly text?: string | undefined }

/** Where it is, in the words that facts may use; null while nobody knows. */
export type PlaceFacts = { readonly [Part in keyof Place]: Place[Part] | null }

export type IncidentEntry =
  | EntryDraft<
      'incident.opened',
      { type: IncidentType; grade: Grade; place: 'known' | 'unknown' } & PlaceFacts,
      IncidentParticulars
    >
  | EntryDraft<'incident.located', PlaceFacts, PlaceParticulars>
  | EntryDraft<'incident.regraded', { grade: Grade; from: Grade; reason: ReasonCode }>
  | EntryDraft<'incident.call_attached', { call: string; receivedAt: string }>
  | EntryDraft<'incident.dispatched', { assignment: string; unit: string }>
  | EntryDraft<'incident.first_feedback_given', Record<string, never>, FeedbackParticulars>
  | EntryDraft<'incident.first_feedback_missed', Record<string, never>>
  | EntryDraft<'incident.final_feedback_given', { result: ResultCode }, FeedbackParticulars>
  | EntryDraft<'incident.returned', { reason: ReasonCode }>
  | EntryDraft<'incident.closed', { result: ResultCode }>

/** Set with the first order, cancelled by feedback. */
export const firstFeedbackTimer = 'first_feedback'

export interface IncidentState {
  readonly status: 'open' | 'first_feedback' | 'final_feedback' | 'returned' | 'closed'
  readonly type: IncidentType
  readonly grade: Grade
  readonly place: 'known' | 'unknown'
  readonly district: string | null
  readonly urban: boolean | null
  readonly cell: string | null
  readonly openedAt: string
  /** When the first of its calls was received; null for an incident not born from a call. */
  readonly receivedAt: string | null
  readonly calls: readonly string[]
  /** First order; the clock of first arrival and first feedback. */
  readonly dispatchedAt: string | null
  readonly firstFeedbackAt: string | null
  readonly finalFeedbackAt: string | null
  readonly result: ResultCode | null
  readonly returnReason: ReasonCode | null
  readonly closedAt: string | null
}

const initial: IncidentState = {
  status: 'open',
  type: 'unknown_trouble',
  grade: 2,
  place: 'unknown',
  district: null,
  urban: null,
  cell: null,
  openedAt: '',
  receivedAt: null,
  calls: [],
  dispatchedAt: null,
  firstFeedbackAt: null,
  finalFeedbackAt: null,
  result: null,
  returnReason: null,
  closedAt: null,
}

function evolve(state: IncidentState, entry: Folded<IncidentEntry>): IncidentState {
  switch (entry.type) {
    case 'incident.opened':
      return { ...state, ...entry.facts, openedAt: entry.at }
    case 'incident.located':
      return { ...state, ...entry.facts, place: 'known' }
    case 'incident.regraded':
      return { ...state, grade: entry.facts.grade }
    case 'incident.call_attached':
      return {
        ...state,
        calls: [...state.calls, entry.facts.call],
        receivedAt: earlier(state.receivedAt, entry.facts.receivedAt),
      }
    case 'incident.dispatched':
      return { ...state, dispatchedAt: earlier(state.dispatchedAt, entry.at) }
    case 'incident.first_feedback_given':
      return { ...state, status: 'first_feedback', firstFeedbackAt: entry.at }
    case 'incident.first_feedback_missed':
      return state
    case 'incident.final_feedback_given':
      return { ...state, status: 'final_feedback', finalFeedbackAt: entry.at, result: entry.facts.result }
    case 'incident.returned':
      return { ...state, status: 'returned', returnReason: entry.facts.reason }
    case 'incident.closed':
      return { ...state, status: 'closed', closedAt: entry.at }
  }
}

/** 警情: one matter the bureau answers for, from the first word of it until the duty leader closes it. */
export const incidentKind: Kind<IncidentState> = {
  name: 'incident',
  initial,
  evolve: (state, entry) => evolve(state, entry as Folded<IncidentEntry>),
  isOpen: ({ status }) => status !== 'closed',
  onDue: (state, timer, now) => (timer === firstFeedbackTimer ? missFirstFeedback(state, now) : []),
  // Five years: the longest limitation of the offences most calls are about.
  retentionDays: 1826,
}

function missFirstFeedback({ status }: IncidentState, now: Date): IncidentEntry[] {
  if (status !== 'open') return []
  return [{ type: 'incident.first_feedback_missed', at: now.toISOString(), atSource: 'automatic', facts: {} }]
}

function earlier(known: string | null, at: string): string {
  return known !== null && known < at ? known : at
}
