import type { Desk } from '@kuaiji/kernel'
import type { AssignmentItem } from '../shape.ts'
import { assignmentDesks, statusesOn } from '../views/desks.ts'
import type { StateRow } from '../views/state-row.ts'
import type { AssignmentState } from './assignment.ts'

type Row = StateRow<AssignmentState>

const ofIncidentsSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'assignment' AND parent = ANY($2::uuid[]) ORDER BY opened_at, record`

const openSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'assignment' AND is_open AND state->>'status' = ANY($2::text[])
     AND ($3::text IS NULL OR state->>'station' = $3)
   ORDER BY opened_at, record LIMIT $4`

const overSql = `
  SELECT record, n, number, is_open, state FROM ledger.state
   WHERE jurisdiction = $1 AND kind = 'assignment' AND NOT is_open
     AND ($2::text IS NULL OR state->>'station' = $2)
   ORDER BY opened_at DESC, record DESC LIMIT $3`

const overMax = 200

/** The orders of incidents, in the order they were given. */
export async function findOrders(desk: Desk, incidents: readonly string[]): Promise<AssignmentItem[]> {
  if (incidents.length === 0) return []
  const rows = await desk.query<Row>(ofIncidentsSql, [desk.authority.jurisdiction, incidents])
  return rows.map(itemOf)
}

export interface AssignmentQuery {
  readonly station?: string
  readonly open?: boolean
  readonly limit?: number
}

/** Open orders, the oldest first, all of them unless a limit is asked for; or the newest of those that are over. */
export async function findAssignments(
  desk: Desk,
  { station, open = true, limit }: AssignmentQuery,
): Promise<AssignmentItem[]> {
  const { jurisdiction } = desk.authority
  const rows = open
    ? await desk.query<Row>(openSql, [
        jurisdiction,
        statusesOn(assignmentDesks),
        station ?? null,
        limit ?? null,
      ])
    : await desk.query<Row>(overSql, [jurisdiction, station ?? null, limit ?? overMax])
  return rows.map(itemOf)
}

function itemOf({ record, n, state }: Row): AssignmentItem {
  const { incident, unit, callSign, station, status, milestones, sources, deviation } = state
  return { id: record, n, incident, unit, callSign, station, status, milestones, sources, deviation }
}
