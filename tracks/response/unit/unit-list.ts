import { findUnitStatus } from '@kuaiji/catalog'
import type { Desk } from '@kuaiji/kernel'
import type { AssignmentState } from '../assignment/assignment.ts'
import type { City } from '../services.ts'
import type { Point, UnitItem } from '../shape.ts'
import type { UnitState } from './unit.ts'

interface Row extends Record<string, unknown> {
  readonly record: string
  readonly n: number
  readonly state: UnitState
  readonly assignment: string | null
  readonly status: AssignmentState['status'] | null
  readonly incident: string | null
  readonly number: string | null
  readonly lon: number | null
  readonly lat: number | null
  readonly reported_ms: number | null
}

/** A unit, the order it is on, and where it is. */
export interface UnitNow {
  readonly id: string
  readonly n: number
  readonly state: UnitState
  readonly assignment: {
    readonly id: string
    readonly status: AssignmentState['status']
    readonly incident: string
    /** Public number of the incident. */
    readonly number: string
  } | null
  readonly location: Point
  /** null: it has not reported and is taken to wait at its post. */
  readonly positionAt: string | null
}

const unitsSql = `
  SELECT u.record, u.n, u.state, a.record AS assignment, a.state->>'status' AS status,
         a.parent AS incident, i.number, p.lon, p.lat, extract(epoch FROM p.reported_at)::float8 * 1000 AS reported_ms
    FROM ledger.state u
    LEFT JOIN ledger.state a
      ON a.jurisdiction = u.jurisdiction AND a.holds = 'unit:' || u.record AND a.kind = 'assignment'
    LEFT JOIN ledger.state i ON i.jurisdiction = a.jurisdiction AND i.record = a.parent
    LEFT JOIN response.position p
      ON p.jurisdiction = u.jurisdiction AND p.unit = u.record AND u.state->>'duty' = 'on_duty'
   WHERE u.jurisdiction = $1 AND u.kind = 'unit' AND u.is_open
   ORDER BY u.state->>'callSign', u.record`

/** All units by call sign. Throws when a unit's station is not in the city. */
export async function findUnits(desk: Desk, city: City): Promise<UnitNow[]> {
  const rows = await desk.query<Row>(unitsSql, [desk.authority.jurisdiction])
  return rows.map(row => nowOf(row, city))
}

function nowOf(row: Row, city: City): UnitNow {
  const { record, n, state, assignment, status, incident, number, lon, lat, reported_ms } = row
  const held = assignment !== null && status !== null && incident !== null
  return {
    id: record,
    n,
    state,
    assignment: held ? { id: assignment, status, incident, number: number ?? '' } : null,
    location:
      lon === null || lat === null ? city.postOf({ id: record, station: state.station }) : { lon, lat },
    positionAt: reported_ms === null ? null : new Date(reported_ms).toISOString(),
  }
}

/** Status in two layers: ours, computed from duty and open order, and the EIDO tokens it is exported as. */
export function itemOf(unit: UnitNow, city: City): UnitItem {
  const { id, n, state, assignment, location, positionAt } = unit
  const code = statusOf(unit)
  const status = findUnitStatus(code)
  if (status === undefined) throw new Error(`unit status ${code} is not in the catalogue`)
  return {
    id,
    n,
    callSign: state.callSign,
    station: state.station,
    stationName: city.findStation(state.station)?.name.zh ?? state.station,
    district: state.district,
    capabilities: [...state.capabilities],
    duty: state.duty,
    status: code,
    primary: status.primary,
    secondary: status.secondary[0],
    assignment: assignment?.id ?? null,
    incident: assignment?.incident ?? null,
    location,
    positionAt,
  }
}

export function statusOf({ state, assignment }: Pick<UnitNow, 'state' | 'assignment'>): string {
  if (assignment !== null) return assignment.status
  return state.duty === 'on_duty' ? 'available' : state.duty
}
