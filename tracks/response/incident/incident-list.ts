import type { Desk, Loaded } from '@kuaiji/kernel'
import { findOrders } from '../assignment/assignment-list.ts'
import type { AssignmentItem, IncidentDetail, IncidentItem, Point } from '../shape.ts'
import { incidentDesks, statusesOn } from '../views/desks.ts'
import { particularsOf, seesExactPlace } from '../views/exact-place.ts'
import type { StateRow } from '../views/state-row.ts'
import { timelineOf } from '../views/timeline.ts'
import { type IncidentState, incidentKind } from './incident.ts'

const openSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'incident' AND is_open AND state->>'status' = ANY($2::text[])
   ORDER BY (state->>'grade')::integer, state->>'openedAt', record LIMIT $3`

const newestSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'incident' AND is_open = ANY($2::boolean[])
   ORDER BY opened_at DESC, record DESC LIMIT $3`

const newestMax = 200

export interface IncidentQuery {
  /** true: the board, all open ones by grade, then age; false: the newest that are closed; unset: the newest. */
  readonly open?: boolean
  readonly limit?: number
}

export async function findIncidents(desk: Desk, { open, limit }: IncidentQuery): Promise<IncidentItem[]> {
  const { jurisdiction } = desk.authority
  const rows =
    open === true
      ? await desk.query<StateRow<IncidentState>>(openSql, [
          jurisdiction,
          statusesOn(incidentDesks),
          limit ?? null,
        ])
      : await desk.query<StateRow<IncidentState>>(newestSql, [
          jurisdiction,
          open === false ? [false] : [false, true],
          limit ?? newestMax,
        ])
  const ids = rows.map(row => row.record)
  const orders = Map.groupBy(await findOrders(desk, ids), order => order.incident)
  const shown = seesExactPlace(desk.authority) ? rows.filter(isShown).map(row => row.record) : []
  const told = await particularsOf(desk, shown)
  return rows.map(row =>
    itemOf(
      { id: row.record, n: row.n, number: row.number ?? '', state: row.state },
      orders.get(row.record) ?? [],
      told.get(row.record)?.location ?? null,
    ),
  )
}

/** One incident with what was said of it and everything that happened to it, its calls and its orders. */
export async function detailOf(desk: Desk, incident: Loaded<IncidentState>): Promise<IncidentDetail> {
  const { id, state } = incident
  const orders = await findOrders(desk, [id])
  const shown = seesExactPlace(desk.authority) && incidentKind.isOpen(state)
  const told = (await particularsOf(desk, shown ? [id] : [])).get(id)
  const records = [id, ...state.calls, ...orders.map(order => order.id)]
  return {
    ...itemOf(incident, orders, told?.location ?? null),
    address: told?.address ?? null,
    description: told?.description ?? null,
    feedback: told?.text ?? null,
    result: state.result,
    timeline: await timelineOf(desk, records),
  }
}

function isShown({ is_open, state }: StateRow<IncidentState>): boolean {
  return is_open && state.place === 'known'
}

function itemOf(
  { id, n, number, state }: Loaded<IncidentState>,
  assignments: AssignmentItem[],
  location: Point | null,
): IncidentItem {
  const { type, grade, status, openedAt, district, urban, cell, place } = state
  return {
    id,
    n,
    number: number ?? '',
    type,
    grade,
    status,
    openedAt,
    district,
    urban,
    cell,
    place,
    location,
    calls: [...state.calls],
    assignments,
  }
}
