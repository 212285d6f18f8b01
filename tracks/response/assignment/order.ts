import { refuse, type Timer } from '@kuaiji/kernel'
import type { Moment } from '../moment.ts'
import { knownReason } from '../reason.ts'
import type { UnitState } from '../unit/unit.ts'
import { type AssignmentEntry, acknowledgementClock } from './assignment.ts'

export interface Order {
  readonly incident: string
  readonly unit: UnitState
  /** Seat of whoever gives it. */
  readonly seat: string
  readonly deviation: string | undefined
}

/** Seen early for a clear answer; what decides is that a unit off duty holds itself. */
export function checkOnDuty({ id, callSign, duty, dutySince }: UnitState): void {
  if (duty === 'on_duty') return
  throw refuse(409, 'unit_not_on_duty', `${callSign} is ${duty}.`, { unit: id, duty, since: dutySince })
}

/** Whether the unit is free is decided by what the ledger holds: see `appendHolding`. */
export function orderUnit({ incident, unit, seat, deviation }: Order, when: Moment): AssignmentEntry[] {
  const { id, callSign, station } = unit
  const reason = deviation === undefined ? null : knownReason('deviation', deviation, 'body/deviation')
  const facts = { incident, unit: id, callSign, station, seat, deviation: reason }
  return [{ type: 'assignment.ordered', ...when, facts, rules: acknowledgementClock(when).rules }]
}

export function orderTimers(when: Moment): Timer[] {
  return acknowledgementClock(when).timers
}
