import type { Capability } from '@kuaiji/catalog'
import type { Point } from '@kuaiji/roads'
import type { CityUnit, Station } from './city.ts'
import { spread } from './divisions.ts'
import { pick, randomStream, stableUuid } from './random.ts'
import { divide } from './residents.ts'
import { seats } from './territory.ts'

/** Patrol cars are shared out by residents; every station has one community car, every second a traffic car. */
const patrolCars = 240
const trafficCars = 60

/** What each county bureau's main station keeps besides: how many in the first and in the other districts. */
const teams: readonly {
  readonly letter: string
  readonly capabilities: readonly Capability[]
  readonly counts: readonly [number, number, number, number, number, number]
}[] = [
  { letter: 'A', capabilities: ['armed'], counts: [4, 4, 4, 4, 4, 4] },
  { letter: 'R', capabilities: ['crowd_safety'], counts: [3, 3, 2, 2, 1, 1] },
  { letter: 'W', capabilities: ['water_rescue'], counts: [2, 2, 2, 2, 2, 2] },
  { letter: 'N', capabilities: ['negotiation'], counts: [1, 1, 1, 1, 1, 1] },
  { letter: 'D', capabilities: ['dog'], counts: [1, 1, 1, 1, 1, 1] },
  { letter: 'F', capabilities: ['drone'], counts: [1, 1, 1, 1, 1, 1] },
  { letter: 'E', capabilities: ['escort'], counts: [1, 1, 1, 1, 1, 1] },
  { letter: 'B', capabilities: ['bomb_disposal'], counts: [2, 2, 0, 0, 0, 0] },
  { letter: 'H', capabilities: ['hazard'], counts: [1, 1, 1, 1, 0, 0] },
]

/**
 * The 500 vehicles. A call sign is a letter for what the vehicle does, the district's and the station's number and
 * the vehicle's own, e.g. `P-103-2`: it belongs to the vehicle, whoever drives it.
 */
export function equip(
  seed: number,
  stations: readonly Station[],
  nodes: readonly (readonly number[])[],
  points: readonly Point[],
  weights: readonly number[],
): CityUnit[] {
  const random = randomStream(seed, 'fleet')
  const units: CityUnit[] = []
  const taken = new Map<string, number>()
  const add = (letter: string, station: Station, capabilities: readonly Capability[], location: Point) => {
    const post = `${letter}-${numberOf(station)}`
    const vehicle = (taken.get(post) ?? 0) + 1
    taken.set(post, vehicle)
    const callSign = `${post}-${vehicle}`
    const id = stableUuid(seed, callSign)
    units.push({ id, callSign, station: station.id, capabilities, location })
  }
  const load = nodes.map(own => own.reduce((sum, node) => sum + weights[node]!, 0))
  const patrols = divide(patrolCars, load, 1)
  stations.forEach((station, s) => {
    spread(random, nodes[s]!, points, patrols[s]!).forEach((node, i) => {
      add('P', station, ['patrol', i % 2 === 0 ? 'first_aid' : 'escort'], points[node]!)
    })
    add('C', station, ['community', 'mediation'], station.location)
  })
  const everySecond = Math.floor(stations.length / trafficCars)
  stations.forEach((station, s) => {
    if (s % everySecond === 0) add('T', station, ['traffic', 'first_aid'], points[pick(random, nodes[s]!)]!)
  })
  seats.forEach((seat, d) => {
    const main = stations.find(station => station.district === seat.id)
    if (main === undefined) throw new Error(`no station in ${seat.id}`)
    for (const team of teams) {
      for (let i = 0; i < team.counts[d]!; i++) add(team.letter, main, team.capabilities, main.location)
    }
  })
  return units
}

function numberOf(station: Station): string {
  const district = seats.findIndex(seat => seat.id === station.district) + 1
  return `${district}${station.street.slice(-2)}`
}
