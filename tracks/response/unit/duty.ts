import { refuse } from '@kuaiji/kernel'
import type { Moment } from '../moment.ts'
import { knownReason } from '../reason.ts'
import type { Duty, UnitEntry, UnitState } from './unit.ts'

/** Whether an order stands open is decided by what the ledger holds: see `appendHolding`. */
export function changeDuty(
  state: UnitState,
  duty: Duty,
  reason: string | undefined,
  when: Moment,
): UnitEntry[] {
  if (duty === state.duty)
    throw refuse(409, 'same_duty', `${state.callSign} is ${duty} already.`, { duty, since: state.dutySince })
  if (duty === 'on_duty' && reason !== undefined)
    throw refuse(422, 'reason_unwanted', 'Coming on duty needs no reason.', { place: 'body/reason' })
  const needed = duty === 'out_of_service' || reason !== undefined
  const facts = { duty, reason: needed ? knownReason('out_of_service', reason) : null }
  return [{ type: 'unit.duty_changed', ...when, facts }]
}
