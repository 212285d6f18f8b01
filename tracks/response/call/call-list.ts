import type { Desk, Loaded } from '@kuaiji/kernel'
import type { CallDetail, CallItem } from '../shape.ts'
import { callDesks, statusesOn } from '../views/desks.ts'
import { particularsOf, seesExactPlace } from '../views/exact-place.ts'
import { type StateRow, statesOf } from '../views/state-row.ts'
import { type CallState, callKind } from './call.ts'

const openSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'call' AND is_open AND state->>'status' = ANY($2::text[])
   ORDER BY opened_at, record LIMIT $3`

const doneSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'call' AND NOT is_open
   ORDER BY opened_at DESC, record DESC LIMIT $2`

const doneMax = 200

/** Open calls, the oldest first, all of them unless a limit is asked for; or the newest of those that are done. */
export async function findCalls(
  desk: Desk,
  { open = true, limit }: { readonly open?: boolean; readonly limit?: number },
): Promise<CallItem[]> {
  const { jurisdiction } = desk.authority
  const rows = open
    ? await desk.query<StateRow<CallState>>(openSql, [jurisdiction, statusesOn(callDesks), limit ?? null])
    : await desk.query<StateRow<CallState>>(doneSql, [jurisdiction, limit ?? doneMax])
  return rows.map(row => itemOf(row.record, row.n, row.state))
}

/** With what the caller said, for whoever is on duty, as long as the call or its incident is open. */
export async function detailOf(desk: Desk, { id, n, state }: Loaded<CallState>): Promise<CallDetail> {
  const shown = seesExactPlace(desk.authority) && (await isCurrent(desk, state))
  const said = (await particularsOf(desk, shown ? [id] : [])).get(id)
  return {
    ...itemOf(id, n, state),
    location: said?.location ?? null,
    address: said?.address ?? null,
    telephone: said?.telephone ?? null,
    text: said?.text ?? null,
  }
}

async function isCurrent(desk: Desk, state: CallState): Promise<boolean> {
  if (callKind.isOpen(state)) return true
  if (state.incident === null) return false
  const [incident] = await statesOf(desk, 'incident', [state.incident])
  return incident?.is_open === true
}

function itemOf(id: string, n: number, state: CallState): CallItem {
  const { status, channel, receivedAt, seat, claimedAt, abandonedAt, calledBackAt } = state
  const { district, outside, neighbour, neighbourAcceptedAt, incident } = state
  return {
    id,
    n,
    status,
    channel,
    class: state.class,
    receivedAt,
    seat,
    claimedAt,
    abandonedAt,
    calledBackAt,
    district,
    outside,
    neighbour,
    neighbourAcceptedAt,
    incident,
  }
}
