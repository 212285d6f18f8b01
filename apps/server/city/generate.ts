import { buildGraph, type Point, Roads } from '@kuaiji/roads'
import type { City, CityData, Neighbour, StretchColumns } from './city.ts'
import { departments } from './departments.ts'
import { foundCommunities, foundStations, foundStreets, nodesByStreet } from './divisions.ts'
import { equip } from './fleet.ts'
import { layStreets } from './lattice.ts'
import { indexStretches, nameRoads } from './named-roads.ts'
import { type LaidNetwork, layNetwork } from './network.ts'
import { placesBesideRoads } from './places-beside-roads.ts'
import { placesOnRoads } from './places-on-roads.ts'
import { randomStream } from './random.ts'
import { settleResidents, weightAt } from './residents.ts'
import { settle } from './settlements.ts'
import { districtWellInside, drawDistricts, drawRivers, drawUrbanAreas } from './territory.ts'

/** Rises with every change of what is generated: a city on disk with another version is made anew. */
export const generatorVersion = '1'

const neighbours: readonly Neighbour[] = [
  { id: 'beiyu', name: { zh: '北屿市', en: 'Beiyu City' }, bearing: 0 },
  { id: 'donglan', name: { zh: '东岚市', en: 'Donglan City' }, bearing: 90 },
  { id: 'nandu', name: { zh: '南渡市', en: 'Nandu City' }, bearing: 180 },
  { id: 'xilan', name: { zh: '西澜市', en: 'Xilan City' }, bearing: 270 },
]

/**
 * The demonstration city: the same seed gives the same city to the last digit, and it lies in the open sea, so
 * that nobody takes it for a real place. About a second on one core.
 */
export function generateCity(seed: number): City {
  const settlements = settle(randomStream(seed, 'settlements'))
  const laid = layNetwork(randomStream(seed, 'network'), layStreets(seed, settlements))
  const roads = new Roads(buildGraph(laid.network))
  const points = pointsOf(roads)
  const weights = weightsOf(laid)
  const streets = foundStreets(seed, settlements)
  const stations = foundStations(streets, roads)
  const areas = nodesByStreet(streets, points, laid.plans.map(districtWellInside))
  const { namedRoads, stretches } = nameRoads(seed, laid.streets)
  const data: CityData = {
    generator: generatorVersion,
    seed,
    id: 'yunting',
    name: { zh: '云汀市', en: 'Yunting City' },
    extent: { kind: 'districts' },
    bounds: boundsOf(points),
    districts: drawDistricts(),
    urban: drawUrbanAreas(),
    streets,
    communities: foundCommunities(seed, streets, areas, points, weights),
    stations,
    units: equip(seed, stations, areas, points, weights),
    departments,
    neighbours,
    rivers: drawRivers(),
    residents: settleResidents(points, weights),
    namedRoads,
    places: [],
  }
  const city = assembleCity(data, roads, stretches)
  return { ...city, places: [...placesOnRoads(city, laid), ...placesBesideRoads(city, weights)] }
}

/** Puts a city together from its parts. */
export function assembleCity(data: CityData, roads: Roads, stretches: StretchColumns): City {
  return { ...data, roads, stretches: indexStretches(stretches, roads.graph.nodeCount) }
}

/** West, south, east, north of all points. Throws a RangeError when there are none. */
export function boundsOf(points: readonly Point[]): CityData['bounds'] {
  if (points.length === 0) throw new RangeError('no points, no bounds')
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const { lon, lat } of points) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

export function pointsOf({ graph }: Roads): Point[] {
  return Array.from({ length: graph.nodeCount }, (_, node) => ({
    lon: graph.lons[node]!,
    lat: graph.lats[node]!,
  }))
}

/** People live along streets, not along expressways. */
function weightsOf({ plans, streets }: LaidNetwork): number[] {
  const onStreet = new Uint8Array(plans.length)
  for (const { from, to } of streets) {
    onStreet[from] = 1
    onStreet[to] = 1
  }
  return plans.map((plan, node) => (onStreet[node] === 1 ? weightAt(plan) : 0))
}
