import { metresBetween, type Point, type Roads } from '@kuaiji/roads'
import type { Community, Station, Street } from './city.ts'
import { named, nameGiver } from './names.ts'
import { findStreet } from './place.ts'
import { toPoint } from './plane.ts'
import { type Random, randomStream, shuffled } from './random.ts'
import { divide } from './residents.ts'
import type { Settlement } from './settlements.ts'
import { seatOf, seats } from './territory.ts'

/** Community offices of the demonstration bureau. */
export const communitiesTotal = 2021

/** Towns and sub-districts around their seats, numbered within their district from its own seat outward. */
export function foundStreets(seed: number, settlements: readonly Settlement[]): Street[] {
  const giveName = nameGiver(randomStream(seed, 'streets'))
  const byDistrict = seats.map(() => [] as Settlement[])
  for (const settlement of settlements) byDistrict[seatOf(settlement)]!.push(settlement)
  return byDistrict.flatMap((settled, s) => {
    const { id: district, x, y } = seats[s]!
    const outward = (p: Settlement) => (p.x - x) ** 2 + (p.y - y) ** 2
    return settled
      .sort((a, b) => outward(a) - outward(b))
      .map((settlement, i) => ({
        id: `${district}-${String(i + 1).padStart(2, '0')}`,
        name: named(
          giveName(),
          settlement.rural ? { zh: '镇', en: 'Town' } : { zh: '街道', en: 'Subdistrict' },
        ),
        district,
        seat: toPoint(settlement),
      }))
  })
}

/** One station per street, at the road nearest to its seat. */
export function foundStations(streets: readonly Street[], roads: Roads): Station[] {
  const { lons, lats } = roads.graph
  return streets.map(street => {
    const { node } = roads.snap(street.seat)
    const short = street.name.zh.replace(/(街道|镇)$/, '')
    return {
      id: `st-${street.id}`,
      name: { zh: `${short}派出所`, en: `${street.name.en.split(' ')[0]} Station` },
      district: street.district,
      street: street.id,
      location: { lon: lons[node]!, lat: lats[node]! },
      node,
    }
  })
}

/** Node numbers of each street's area, in the order of `streets`; a node without a district belongs to none. */
export function nodesByStreet(
  streets: readonly Street[],
  points: readonly Point[],
  districts: readonly (string | undefined)[],
) {
  const numberOf = new Map(streets.map((street, i) => [street.id, i]))
  const nodes = streets.map(() => [] as number[])
  points.forEach((point, node) => {
    const district = districts[node]
    const street = district && findStreet(streets, district, point)
    if (street) nodes[numberOf.get(street.id)!]!.push(node)
  })
  return nodes
}

/** Community offices, shared out by residents, apart from each other within their street. */
export function foundCommunities(
  seed: number,
  streets: readonly Street[],
  nodes: readonly (readonly number[])[],
  points: readonly Point[],
  weights: readonly number[],
): Community[] {
  const random = randomStream(seed, 'communities')
  const load = nodes.map(own => own.reduce((sum, node) => sum + weights[node]!, 0))
  const counts = divide(communitiesTotal, load, 6)
  return streets.flatMap((street, s) => {
    const giveName = nameGiver(randomStream(seed, `communities/${street.id}`))
    return spread(random, nodes[s]!, points, counts[s]!).map((node, i) => ({
      id: `${street.id}-c${String(i + 1).padStart(2, '0')}`,
      name: named(giveName(), { zh: '社区', en: 'Community' }),
      street: street.id,
      location: points[node]!,
    }))
  })
}

/** `count` of the nodes, each the one of eight candidates that is farthest from those already taken. */
export function spread(
  random: Random,
  nodes: readonly number[],
  points: readonly Point[],
  count: number,
): number[] {
  const candidates = shuffled(random, nodes)
  const taken: number[] = []
  while (taken.length < count) {
    let best = -1
    let room = -1
    for (const node of candidates.splice(0, 8)) {
      const { lon, lat } = points[node]!
      let nearest = Number.POSITIVE_INFINITY
      for (const other of taken) {
        nearest = Math.min(nearest, metresBetween(lon, lat, points[other]!.lon, points[other]!.lat))
      }
      if (nearest <= room) continue
      best = node
      room = nearest
    }
    if (best === -1) throw new Error(`only ${nodes.length} places for ${count}`)
    taken.push(best)
  }
  return taken
}
