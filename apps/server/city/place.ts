import { cellOf, inPolygon, metresBetween, type Point } from '@kuaiji/roads'
import type { City, CityData, Community, Neighbour, Street } from './city.ts'

/** What facts may say of a point. */
export interface PlaceFacts {
  readonly district: string
  readonly urban: boolean
  readonly cell: string
}

/** District, urban flag and 500 m cell of a point; undefined when it lies outside the city. */
export function placeOf(city: City, point: Point): PlaceFacts | undefined {
  const district = districtOf(city, point)
  if (district === undefined) return undefined
  const urban = city.urban.some(area => inPolygon(point, [area.ring]))
  return { district, urban, cell: cellOf(point) }
}

/** The neighbouring authority that lies in the point's direction; undefined when the city names none. */
export function findNeighbour(city: CityData, { lon, lat }: Point): Neighbour | undefined {
  const [west, south, east, north] = city.bounds
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 }
  const eastward = (lon - middle.lon) * Math.cos((middle.lat * Math.PI) / 180)
  const bearing = (Math.atan2(eastward, lat - middle.lat) * 180) / Math.PI
  const off = (neighbour: Neighbour) => {
    const turn = Math.abs(neighbour.bearing - bearing) % 360
    return Math.min(turn, 360 - turn)
  }
  return [...city.neighbours].sort((a, b) => off(a) - off(b))[0]
}

/** The town or sub-district whose seat is nearest within the district. */
export function findStreet(streets: readonly Street[], district: string, point: Point): Street | undefined {
  return nearest(
    streets.filter(street => street.district === district),
    street => street.seat,
    point,
  )
}

export function findCommunity(
  communities: readonly Community[],
  street: string,
  point: Point,
): Community | undefined {
  return nearest(
    communities.filter(community => community.street === street),
    community => community.location,
    point,
  )
}

function districtOf(city: City, point: Point): string | undefined {
  switch (city.extent.kind) {
    case 'districts':
      return city.districts.find(district => inPolygon(point, [district.ring]))?.id
    case 'near_roads':
      return city.roads.snap(point).metres <= city.extent.metres ? city.districts[0]?.id : undefined
  }
}

function nearest<T>(things: readonly T[], at: (thing: T) => Point, { lon, lat }: Point): T | undefined {
  let best: T | undefined
  let least = Number.POSITIVE_INFINITY
  for (const thing of things) {
    const place = at(thing)
    const metres = metresBetween(lon, lat, place.lon, place.lat)
    if (metres >= least) continue
    best = thing
    least = metres
  }
  return best
}
