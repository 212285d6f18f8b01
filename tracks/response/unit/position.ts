import { refusalOf } from '@kuaiji/access'
import { type Desk, refuse } from '@kuaiji/kernel'
import { checkedTime } from '../moment.ts'
import { placeInside } from '../place.ts'
import type { City } from '../services.ts'
import type { Point } from '../shape.ts'
import { statesOf } from '../views/state-row.ts'
import * as policies from './policy.ts'
import type { UnitState } from './unit.ts'

export interface PositionReport {
  readonly unit: string
  readonly location: Point
  readonly at?: string
}

interface Position {
  readonly unit: string
  readonly location: Point
  readonly at: string
}

/** Rows are written in the order of their keys, so that two reports of the same units cannot lock each other out. */
const storeSql = `
  INSERT INTO response.position AS known (jurisdiction, unit, lon, lat, reported_at)
  SELECT $1, r.unit, r.lon, r.lat, r.reported_at
    FROM (SELECT DISTINCT ON (unit) unit, lon, lat, reported_at
            FROM unnest($2::uuid[], $3::float8[], $4::float8[], $5::timestamptz[])
                 AS report (unit, lon, lat, reported_at)
           ORDER BY unit, reported_at DESC) r
    JOIN ledger.state u ON u.jurisdiction = $1 AND u.record = r.unit AND u.kind = 'unit'
   WHERE u.state->>'duty' = 'on_duty'
   ORDER BY r.unit
  ON CONFLICT (jurisdiction, unit) DO UPDATE
     SET lon = excluded.lon, lat = excluded.lat, reported_at = excluded.reported_at
   WHERE known.reported_at < excluded.reported_at
  RETURNING known.unit`

/**
 * Checks every report before one is kept: 422 `unknown_unit`, `outside_city`, `time_in_future` name the place in the
 * list. Reports older than what is known, or of units off duty, are not kept.
 */
export async function storePositions(
  desk: Desk,
  city: City,
  reports: readonly PositionReport[],
): Promise<{ stored: number; ignored: number }> {
  const units = await reportedUnits(desk, reports)
  const positions = reports.map((report, i) => checked(desk, city, report, `body/positions/${i}`))
  for (const { id, station } of units) {
    const refusal = refusalOf(policies.reportPositions, desk.authority, {
      jurisdiction: desk.authority.jurisdiction,
      unit: id,
      station,
    })
    if (refusal !== undefined) throw refusal
  }
  const rows = await desk.query(storeSql, [
    desk.authority.jurisdiction,
    positions.map(({ unit }) => unit),
    positions.map(({ location }) => location.lon),
    positions.map(({ location }) => location.lat),
    positions.map(({ at }) => at),
  ])
  return { stored: rows.length, ignored: reports.length - rows.length }
}

async function reportedUnits(desk: Desk, reports: readonly PositionReport[]): Promise<UnitState[]> {
  const ids = reports.map(({ unit }) => unit.toLowerCase())
  const rows = await statesOf<UnitState>(desk, 'unit', [...new Set(ids)])
  const known = new Set(rows.map(row => row.record))
  const unknown = ids.findIndex(id => !known.has(id))
  if (unknown === -1) return rows.map(row => row.state)
  const place = `body/positions/${unknown}/unit`
  throw refuse(422, 'unknown_unit', `There is no unit ${place}.`, { place })
}

function checked(
  desk: Desk,
  city: City,
  { unit, location, at }: PositionReport,
  place: `body/${string}`,
): Position {
  placeInside(city, location, `${place}/location`)
  const time = at === undefined ? desk.now.toISOString() : checkedTime(at, '', desk.now, `${place}/at`)
  return { unit, location, at: time }
}

/** Off duty, where a unit was last is nobody's business. */
export async function forgetPosition(desk: Desk, unit: string): Promise<void> {
  await desk.query('DELETE FROM response.position WHERE jurisdiction = $1 AND unit = $2', [
    desk.authority.jurisdiction,
    unit,
  ])
}
