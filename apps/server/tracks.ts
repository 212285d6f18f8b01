import type { Change, Kind, Route } from '@kuaiji/kernel'
import type { View } from '@kuaiji/ledger'
import {
  figureRoutes,
  figureView,
  type ResponseServices,
  registration,
  responseKinds,
  responseRoutes,
} from '@kuaiji/response'
import type { Bureau } from './bureau.ts'
import { type City, findNeighbour, placeOf } from './city/index.ts'
import type { Tracks } from './server.ts'

/** Composes the tracks over one city. Each meets the others through entries and published views only. */
export function composeTracks(city: City, timeZone: string): Tracks {
  return {
    kinds: responseKinds as readonly Kind[],
    routes: [...responseRoutes, ...figureRoutes] as unknown as readonly Route[],
    views: [figureView] as readonly View[],
    services: servicesOf(city, timeZone),
    timeZone,
  }
}

export function servicesOf(city: City, timeZone: string): ResponseServices {
  const stations = new Map(city.stations.map(station => [station.id, station]))
  const { roads } = city
  return {
    city: {
      timeZone,
      placeOf: point => placeOf(city, point),
      neighbourOf: point => findNeighbour(city, point)?.id,
      findStation: id => stations.get(id),
    },
    roads: {
      travelTimes: (sources, target, mode) =>
        roads.travelTimes(
          sources.map(point => roads.snap(point).node),
          roads.snap(target).node,
          mode,
        ),
      snapMetres: point => roads.snap(point).metres,
    },
  }
}

/** Registers the city's vehicles that the ledger does not know yet, on duty where they wait. */
export async function registerFleet(bureau: Bureau): Promise<void> {
  const { pool, jurisdiction, ledger, system, city, clock } = bureau
  const known = await pool.query<{ record: string }>(
    `SELECT record FROM ledger.state WHERE jurisdiction = $1 AND kind = 'unit'`,
    [jurisdiction],
  )
  const registered = new Set(known.rows.map(row => row.record))
  const missing = city.units.filter(unit => !registered.has(unit.id))
  if (missing.length === 0) return
  const now = clock.now()
  const districts = new Map(city.stations.map(station => [station.id, station.district]))
  const changes = missing.map(unit =>
    registration({ ...unit, district: districts.get(unit.station) ?? '' }, now),
  )
  for (let i = 0; i < changes.length; i += 500)
    await ledger.append(system, changes.slice(i, i + 500) as Change[])
  await pool.query(
    `INSERT INTO response.position (jurisdiction, unit, lon, lat, reported_at)
     SELECT $1, u.unit, u.lon, u.lat, $5 FROM unnest($2::uuid[], $3::float8[], $4::float8[]) AS u (unit, lon, lat)
     ON CONFLICT (jurisdiction, unit) DO NOTHING`,
    [
      jurisdiction,
      missing.map(u => u.id),
      missing.map(u => u.location.lon),
      missing.map(u => u.location.lat),
      now,
    ],
  )
}
