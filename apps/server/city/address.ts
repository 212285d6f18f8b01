import type { Label } from '@kuaiji/catalog'
import { metresBetween, type Point } from '@kuaiji/roads'
import type { City, Place } from './city.ts'
import { pitchMetres } from './lattice.ts'
import { findCommunity, findStreet, placeOf } from './place.ts'

/** An address as parts; every part but the district may be missing. */
export interface Address {
  readonly district: string
  readonly street?: string
  readonly community?: string
  /** Id of a named road, with a door on it. */
  readonly road?: number
  readonly door?: number
  /** Id of a place of the gazetteer: an estate, a landmark, a highway stake. */
  readonly place?: string
  readonly building?: number
  readonly unit?: number
  readonly room?: string
}

/**
 * Metres of frontage to a door, counted on the drawing board, so that numbers do not shift where a road bends;
 * numbers are odd on the right of a road's direction, even on its left.
 */
const frontageMetres = 10
const metresPerDegree = (Math.PI / 180) * 6_371_008.8

/** The nearest address, and how far its road is; undefined outside the city. */
export function addressNear(
  city: City,
  point: Point,
): { readonly address: Address; readonly metres: number } | undefined {
  const place = placeOf(city, point)
  if (place === undefined) return undefined
  const street = findStreet(city.streets, place.district, point)
  const community = street && findCommunity(city.communities, street.id, point)
  const area = {
    district: place.district,
    ...(street && { street: street.id }),
    ...(community && { community: community.id }),
  }
  const door = doorNear(city, point)
  if (door !== undefined) {
    return { address: { ...area, road: door.road, door: door.door }, metres: door.metres }
  }
  const spot = stakeNear(city, point)
  if (spot === undefined) return { address: area, metres: city.roads.snap(point).metres }
  return { address: { ...area, place: spot.id }, metres: metresTo(point, spot.location) }
}

/** Where a door stands; undefined when the road has no such number. */
export function pointAtDoor(city: City, road: number, door: number): Point | undefined {
  const metres = Math.floor((door - 1) / 2) * frontageMetres + frontageMetres / 2
  const { stretches, roads } = city
  const { lons, lats } = roads.graph
  for (let i = 0; i < stretches.road.length; i++) {
    if (stretches.road[i] !== road) continue
    const start = stretches.startMetres[i]!
    if (metres < start || metres > start + pitchMetres) continue
    const from = stretches.from[i]!
    const to = stretches.to[i]!
    const t = (metres - start) / pitchMetres
    return {
      lon: lons[from]! + t * (lons[to]! - lons[from]!),
      lat: lats[from]! + t * (lats[to]! - lats[from]!),
    }
  }
  return undefined
}

/** The address as people write it: from the large to the small in Chinese, the other way round in English. */
export function describe(city: City, address: Address): Label {
  const district = city.districts.find(d => d.id === address.district)
  const street = city.streets.find(s => s.id === address.street)
  const community = city.communities.find(c => c.id === address.community)
  const road = address.road === undefined ? undefined : city.namedRoads[address.road]
  const place = city.places.find(p => p.id === address.place)
  const { door, building, unit, room } = address
  const zh = [
    city.name.zh,
    district?.name.zh,
    street?.name.zh,
    community?.name.zh,
    road && `${road.name.zh}${door === undefined ? '' : `${door}号`}`,
    place?.name.zh,
    building && `${building}幢`,
    unit && `${unit}单元`,
    room && `${room}室`,
  ]
  const en = [
    room && `Room ${room}`,
    unit && `Unit ${unit}`,
    building && `Building ${building}`,
    place?.name.en,
    road && `${door === undefined ? '' : `${door} `}${road.name.en}`,
    community?.name.en,
    street?.name.en,
    district?.name.en,
    city.name.en,
  ]
  return { zh: zh.filter(Boolean).join(''), en: en.filter(Boolean).join(', ') }
}

function doorNear(city: City, point: Point) {
  const { stretches, roads } = city
  const { node } = roads.snap(point)
  let best: { road: number; door: number; metres: number } | undefined
  for (let k = stretches.firstOfNode[node]!; k < stretches.firstOfNode[node + 1]!; k++) {
    const i = stretches.ofNode[k]!
    const foot = footOn(city, i, point)
    if (best !== undefined && foot.metres >= best.metres) continue
    // The very end of a stretch belongs to the door before it: the road may stop there.
    const along = stretches.startMetres[i]! + Math.min(foot.t * pitchMetres, pitchMetres - 1e-6)
    const number = 2 * Math.floor(along / frontageMetres)
    best = { road: stretches.road[i]!, door: number + (foot.right ? 1 : 2), metres: foot.metres }
  }
  return best
}

/** Foot of the perpendicular on a stretch: how far along it (0 to 1), how far from it, on which side. */
function footOn({ stretches, roads }: City, i: number, point: Point) {
  const { lons, lats } = roads.graph
  const east = metresPerDegree * Math.cos((point.lat * Math.PI) / 180)
  const from = stretches.from[i]!
  const to = stretches.to[i]!
  const dx = (lons[to]! - lons[from]!) * east
  const dy = (lats[to]! - lats[from]!) * metresPerDegree
  const px = (point.lon - lons[from]!) * east
  const py = (point.lat - lats[from]!) * metresPerDegree
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)))
  return { t, metres: Math.hypot(px - t * dx, py - t * dy), right: dx * py - dy * px < 0 }
}

function stakeNear(city: City, point: Point): Place | undefined {
  let best: Place | undefined
  let least = Number.POSITIVE_INFINITY
  for (const place of city.places) {
    if (place.kind !== 'stake') continue
    const metres = metresTo(point, place.location)
    if (metres >= least) continue
    best = place
    least = metres
  }
  return best
}

function metresTo(a: Point, b: Point): number {
  return metresBetween(a.lon, a.lat, b.lon, b.lat)
}
