import { type Change, type Desk, isRefusal, type Refusal, refuse, type Written } from '@kuaiji/kernel'
import { holdOf } from './unit.ts'

/** Who has a unit: an order, or the unit itself while it is off duty. */
export interface Holder extends Record<string, unknown> {
  readonly kind: 'assignment' | 'unit'
  readonly record: string
  readonly incident: string | null
  /** Public number of the incident the unit is on. */
  readonly number: string | null
  /** Seat the order came from. */
  readonly seat: string | null
  readonly since: string
  readonly duty: string | null
}

const holderSql = `
  SELECT h.kind, h.record, i.record AS incident, i.number, h.state->>'seat' AS seat, h.state->>'duty' AS duty,
         coalesce(h.state->'milestones'->>'assignedAt', h.state->>'dutySince') AS since
    FROM ledger.state h
    LEFT JOIN ledger.state i ON i.jurisdiction = h.jurisdiction AND i.record = h.parent
   WHERE h.jurisdiction = $1 AND h.holds = $2`

export async function findHolder(desk: Desk, unit: string): Promise<Holder | undefined> {
  const [holder] = await desk.query<Holder>(holderSql, [desk.authority.jurisdiction, holdOf(unit)])
  return holder
}

/** Appends what wants to hold a unit. When another record was first, the refusal names it. */
export async function appendHolding(
  desk: Desk,
  unit: { readonly id: string; readonly callSign: string },
  changes: readonly Change[],
): Promise<readonly Written[]> {
  try {
    return await desk.append(changes)
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'held') throw error
    throw heldBy(unit, await findHolder(desk, unit.id))
  }
}

/** 409 `unit_held` names the incident, seat and time that were first; 409 `unit_not_on_duty` the duty. */
export function heldBy(
  { id: unit, callSign }: { readonly id: string; readonly callSign: string },
  holder: Holder | undefined,
): Refusal {
  // Released between the two looks: the command may be decided anew.
  if (holder === undefined) return refuse(409, 'stale', `${callSign} was held a moment ago.`, { changed: [] })
  const { duty, incident, number, seat, since, record } = holder
  if (holder.kind === 'unit')
    return refuse(409, 'unit_not_on_duty', `${callSign} is ${duty}.`, { unit, duty, since })
  return refuse(409, 'unit_held', `${callSign} is on ${number}, ordered by seat ${seat}.`, {
    unit,
    holder: { assignment: record, incident, number, seat, since },
  })
}
