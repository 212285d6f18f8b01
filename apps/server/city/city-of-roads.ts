import type { Capability, Label } from '@kuaiji/catalog'
import type { Roads } from '@kuaiji/roads'
import type { City, CityUnit, Ring, Station } from './city.ts'
import { spread } from './divisions.ts'
import { assembleCity, boundsOf, pointsOf } from './generate.ts'
import { emptyColumns } from './named-roads.ts'
import { randomStream, stableUuid } from './random.ts'

/** A point farther from every road than this is outside a city known by its roads alone. */
export const nearRoadsMetres = 200

export interface Fleet {
  readonly stations: readonly Station[]
  readonly units: readonly CityUnit[]
}

/**
 * A city known by its road graph alone, as a replay of recorded calls has it: one urban district that reaches
 * 200 m around the graph's nodes, with the stations and units given.
 */
export function cityOfRoads(roads: Roads, name: Label, fleet: Fleet = { stations: [], units: [] }): City {
  const [west, south, east, north] = boundsOf(pointsOf(roads))
  const up = nearRoadsMetres / 111_000
  const sideways = up / Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180)
  const bounds = [west - sideways, south - up, east + sideways, north + up] as const
  const ring: Ring = [
    [bounds[0], bounds[1]],
    [bounds[2], bounds[1]],
    [bounds[2], bounds[3]],
    [bounds[0], bounds[3]],
  ]
  const id = slug(name.en)
  return assembleCity(
    {
      generator: 'roads',
      seed: 0,
      id,
      name,
      extent: { kind: 'near_roads', metres: nearRoadsMetres },
      bounds,
      districts: [{ id, name, bureau: name, ring }],
      urban: [{ id, name, ring }],
      streets: [],
      communities: [],
      ...fleet,
      departments: [],
      neighbours: [{ id: 'neighbour', name: { zh: '邻近辖区', en: 'Neighbouring authority' }, bearing: 0 }],
      rivers: [],
      residents: [],
      namedRoads: [],
      places: [],
    },
    roads,
    emptyColumns(0),
  )
}

/** What the units of a made-up fleet can do besides patrolling, in turn. */
const seconds: readonly Capability[] = [
  'community',
  'escort',
  'first_aid',
  'traffic',
  'armed',
  'mediation',
  'bomb_disposal',
  'negotiation',
]

/** A fleet for a road graph that came without one: `count` units at stations spread evenly, four to a station. */
export function spreadFleet(roads: Roads, name: Label, count: number, seed: number): Fleet {
  const points = pointsOf(roads)
  const district = slug(name.en)
  const nodes = spread(
    randomStream(seed, 'fleet of roads'),
    points.map((_, node) => node),
    points,
    Math.ceil(count / 4),
  )
  const stations = nodes.map((node, i) => ({
    id: `st-${i + 1}`,
    name: { zh: `第${i + 1}派出所`, en: `Station ${i + 1}` },
    district,
    street: '',
    location: points[node]!,
    node,
  }))
  const units = Array.from({ length: count }, (_, i): CityUnit => {
    const station = stations[i % stations.length]!
    const callSign = `P-${(i % stations.length) + 1}-${Math.floor(i / stations.length) + 1}`
    const capabilities: Capability[] = ['patrol', seconds[i % seconds.length]!]
    const id = stableUuid(seed, `${district}/${callSign}`)
    return { id, callSign, station: station.id, capabilities, location: station.location }
  })
  return { stations, units }
}

/** Code of a jurisdiction from its English name; `city` when there are no Latin letters in it. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'city'
  )
}
