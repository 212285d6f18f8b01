import type { Capability, ReasonCode } from '@kuaiji/catalog'
import type { EntryDraft, Kind } from '@kuaiji/kernel'
import type { Folded } from '../folded.ts'

export type Duty = 'on_duty' | 'off_duty' | 'out_of_service'

export type UnitEntry =
  | EntryDraft<
      'unit.registered',
      {
        /** Belongs to the post or vehicle, whoever crews it. */
        callSign: string
        station: string
        district: string
        agency: string
        capabilities: readonly Capability[]
      }
    >
  | EntryDraft<'unit.duty_changed', { duty: Duty; reason: ReasonCode | null }>

export interface UnitState {
  readonly id: string
  readonly callSign: string
  readonly station: string
  readonly district: string
  readonly agency: string
  readonly capabilities: readonly Capability[]
  readonly duty: Duty
  readonly dutyReason: ReasonCode | null
  readonly dutySince: string
}

const initial: UnitState = {
  id: '',
  callSign: '',
  station: '',
  district: '',
  agency: '',
  capabilities: [],
  duty: 'off_duty',
  dutyReason: null,
  dutySince: '',
}

function evolve(state: UnitState, entry: Folded<UnitEntry>): UnitState {
  switch (entry.type) {
    case 'unit.registered':
      return { ...state, ...entry.facts, id: entry.record, dutySince: entry.at }
    case 'unit.duty_changed':
      return { ...state, duty: entry.facts.duty, dutyReason: entry.facts.reason, dutySince: entry.at }
  }
}

/** What an assignment and a unit that is off duty both hold: the ledger lets only one record hold it. */
export function holdOf(unit: string): string {
  return `unit:${unit}`
}

/** A vehicle with its crew, or a squad: what can be sent. */
export const unitKind: Kind<UnitState> = {
  name: 'unit',
  initial,
  evolve: (state, entry) => evolve(state, entry as Folded<UnitEntry>),
  isOpen: () => true,
  // Off duty a unit holds itself, so that no order and no end of duty can pass each other unseen.
  holds: ({ duty, id }) => (duty === 'on_duty' ? undefined : holdOf(id)),
  retentionDays: 3652,
}
