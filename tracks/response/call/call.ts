import type { CallChannel, CallClass, CallResult } from '@kuaiji/catalog'
import type { EntryDraft, Kind } from '@kuaiji/kernel'
import type { Folded } from '../folded.ts'
import type { Point } from '../shape.ts'

export type CallParticulars = {
  readonly location?: Point | undefined
  readonly address?: string | undefined
  readonly telephone?: string | undefined
  readonly text?: string | undefined
}

export type CallEntry =
  | EntryDraft<
      'call.received',
      {
        channel: CallChannel
        district: string | null
        urban: boolean | null
        cell: string | null
        /** The place lies outside the city; the call is kept all the same. */
        outside: boolean
      },
      CallParticulars
    >
  | EntryDraft<'call.claimed', { seat: string }>
  | EntryDraft<'call.abandoned', Record<string, never>>
  | EntryDraft<'call.called_back', { seat: string; reached: boolean }>
  | EntryDraft<'call.classified', { class: CallClass }>
  | EntryDraft<'call.attached', { incident: string }>
  | EntryDraft<'call.handed_over', { neighbour: string }>
  | EntryDraft<'call.handover_accepted', { neighbour: string }>
  | EntryDraft<'call.closed', { result: CallResult }>

export interface CallState {
  readonly status: 'ringing' | 'claimed' | 'abandoned' | 'attached' | 'handed_over' | 'closed'
  readonly channel: CallChannel
  readonly class: CallClass | null
  readonly receivedAt: string
  readonly seat: string | null
  readonly claimedAt: string | null
  readonly abandonedAt: string | null
  readonly calledBackAt: string | null
  readonly district: string | null
  readonly urban: boolean | null
  readonly cell: string | null
  readonly outside: boolean
  readonly neighbour: string | null
  readonly neighbourAcceptedAt: string | null
  readonly incident: string | null
  readonly result: CallResult | null
  /** Time of the newest entry: nothing can happen before it. */
  readonly latestAt: string
}

const initial: CallState = {
  status: 'ringing',
  channel: 'voice_110',
  class: null,
  receivedAt: '',
  seat: null,
  claimedAt: null,
  abandonedAt: null,
  calledBackAt: null,
  district: null,
  urban: null,
  cell: null,
  outside: false,
  neighbour: null,
  neighbourAcceptedAt: null,
  incident: null,
  result: null,
  latestAt: '',
}

function evolve(before: CallState, entry: Folded<CallEntry>): CallState {
  const state = { ...before, latestAt: entry.at }
  switch (entry.type) {
    case 'call.received':
      return { ...state, ...entry.facts, receivedAt: entry.at }
    case 'call.claimed':
      return { ...state, status: 'claimed', seat: entry.facts.seat, claimedAt: entry.at }
    case 'call.abandoned':
      return { ...state, status: 'abandoned', abandonedAt: entry.at }
    case 'call.called_back':
      return calledBack(state, entry.facts, entry.at)
    case 'call.classified':
      return { ...state, class: entry.facts.class }
    case 'call.attached':
      return { ...state, status: 'attached', incident: entry.facts.incident }
    case 'call.handed_over':
      return { ...state, neighbour: entry.facts.neighbour }
    case 'call.handover_accepted':
      return { ...state, status: 'handed_over', neighbourAcceptedAt: entry.at }
    case 'call.closed':
      return { ...state, status: 'closed', result: entry.facts.result }
  }
}

/** Who reaches the caller of an abandoned call has the call from then on. */
function calledBack(state: CallState, facts: { seat: string; reached: boolean }, at: string): CallState {
  const called = { ...state, calledBackAt: at }
  if (state.status !== 'abandoned' || !facts.reached) return called
  return { ...called, status: 'claimed', seat: facts.seat, claimedAt: at }
}

/** 接警单: one call to the centre, from the first ring until it is an incident's, the neighbour's, or closed. */
export const callKind: Kind<CallState> = {
  name: 'call',
  initial,
  evolve: (state, entry) => evolve(state, entry as Folded<CallEntry>),
  isOpen: ({ status }) => status === 'ringing' || status === 'claimed' || status === 'abandoned',
  parent: state => state.incident ?? undefined,
  // One spelling for one number is the vault's concern.
  searchable: ({ telephone }) => (typeof telephone === 'string' ? [telephone] : []),
  // Two years: the limitation of an administrative penalty is half a year, a complaint about handling comes later.
  retentionDays: 730,
}
