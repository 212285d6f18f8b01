import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capabilities, findCapability } from '@kuaiji/catalog'
import { inPolygon, loadRoads, metresBetween, type RoadGraph, writeGraph } from '@kuaiji/roads'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, describe as group, test } from 'vitest'
import {
  addressNear,
  type City,
  cityOfRoads,
  describe,
  findNeighbour,
  generateCity,
  loadCity,
  placeOf,
  pointAtDoor,
  searchPlaces,
  spreadFleet,
} from './index.ts'
import { findCity } from './load.ts'

const city = generateCity(1)
const { graph } = city.roads

function digest({ roads, stretches, ...data }: City): string {
  const hash = createHash('sha256').update(JSON.stringify(data)).update(writeGraph(roads.graph))
  for (const column of [stretches.from, stretches.to, stretches.road, stretches.startMetres])
    hash.update(column)
  return hash.digest('hex')
}

/** How many nodes can be reached from node 0 along a star's arcs. */
function reached({ first, node }: RoadGraph['out']): number {
  const seen = new Uint8Array(first.length - 1)
  const stack = [0]
  seen[0] = 1
  let count = 0
  while (stack.length > 0) {
    const here = stack.pop()!
    count++
    for (let arc = first[here]!; arc < first[here + 1]!; arc++) {
      const next = node[arc]!
      if (seen[next] === 1) continue
      seen[next] = 1
      stack.push(next)
    }
  }
  return count
}

group('the demonstration city', () => {
  test('the same seed gives the same city to the last byte, another seed another', () => {
    expect(digest(generateCity(1))).toBe(digest(city))
    expect(digest(generateCity(2))).not.toBe(digest(city))
  }, 60_000)

  test('lies in the open sea, far from any land', () => {
    const [west, south, east, north] = city.bounds
    expect(west).toBeGreaterThan(124.4)
    expect(east).toBeLessThan(125.6)
    expect(south).toBeGreaterThan(29.6)
    expect(north).toBeLessThan(30.4)
  })

  test('has the size of a prefecture', () => {
    expect(graph.nodeCount).toBeGreaterThan(95_000)
    expect(graph.nodeCount).toBeLessThan(105_000)
    expect(city.districts).toHaveLength(6)
    expect(city.stations).toHaveLength(120)
    expect(city.units).toHaveLength(500)
    expect(city.departments).toHaveLength(55)
    expect(city.communities).toHaveLength(2021)
    expect(city.residents.reduce((sum, { total }) => sum + total, 0)).toBe(5_000_000)
  })

  test('every road node reaches every other', () => {
    expect(reached(graph.out)).toBe(graph.nodeCount)
    expect(reached(graph.in)).toBe(graph.nodeCount)
  })

  test('has roads of every class, one-way streets and bridges', () => {
    expect(new Set(graph.roadClass)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
    let oneWay = 0
    for (let from = 0; from < graph.nodeCount; from++) {
      for (let arc = graph.out.first[from]!; arc < graph.out.first[from + 1]!; arc++) {
        const to = graph.out.node[arc]!
        const back = graph.out.node.subarray(graph.out.first[to]!, graph.out.first[to + 1]!)
        if (!back.includes(from)) oneWay++
      }
    }
    expect(oneWay).toBeGreaterThan(1000)
    expect(city.places.filter(place => place.kind === 'bridge').length).toBeGreaterThan(20)
  })

  test('a siren never makes a drive slower', () => {
    const { regular, siren } = graph.out.ms
    expect(regular.every((ms, arc) => siren[arc]! <= ms)).toBe(true)
  })

  test('every road node lies in exactly one district', () => {
    for (let node = 0; node < graph.nodeCount; node += 31) {
      const point = { lon: graph.lons[node]!, lat: graph.lats[node]! }
      const holders = city.districts.filter(district => inPolygon(point, [district.ring]))
      expect(holders, JSON.stringify(point)).toHaveLength(1)
    }
  })

  test('stations and units stand where they say', () => {
    const stations = new Map(city.stations.map(station => [station.id, station]))
    expect(stations.size).toBe(120)
    for (const station of city.stations) {
      expect(placeOf(city, station.location)?.district).toBe(station.district)
      expect(city.roads.snap(station.location)).toMatchObject({ node: station.node, metres: 0 })
    }
    for (const district of city.districts) {
      expect(city.stations.filter(s => s.district === district.id).length).toBeGreaterThan(8)
    }
    expect(new Set(city.units.map(unit => unit.id)).size).toBe(500)
    expect(new Set(city.units.map(unit => unit.callSign)).size).toBe(500)
    for (const unit of city.units) {
      expect(unit.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(stations.get(unit.station), unit.callSign).toBeDefined()
      expect(placeOf(city, unit.location)).toBeDefined()
      for (const code of unit.capabilities) expect(findCapability(code)).toBeDefined()
    }
  })

  test('every capability of the catalogue is on the road somewhere', () => {
    const present = new Set(city.units.flatMap(unit => unit.capabilities))
    for (const { code } of capabilities) expect(present).toContain(code)
  })

  test('residents are totals of cells inside the city, most of them in built-up areas', () => {
    expect(new Set(city.residents.map(({ cell }) => cell)).size).toBe(city.residents.length)
    expect(Math.min(...city.residents.map(({ total }) => total))).toBeGreaterThanOrEqual(0)
    for (const row of city.residents) expect(Object.keys(row)).toEqual(['cell', 'total'])
  })

  test('holds no name, number or address of a person', () => {
    const keys = new Set<string>()
    JSON.stringify({ ...city, roads: undefined, stretches: undefined }, (key, value) => {
      if (!/^\d+$/.test(key)) keys.add(key)
      return value
    })
    for (const key of keys)
      expect(key).not.toMatch(/person|officer|owner|tenant|phone|birth|identity|plate|face/i)
  })
})

group('the gazetteer', () => {
  test('every place, street seat and community lies in its district', () => {
    const streets = new Map(city.streets.map(street => [street.id, street]))
    expect(city.places.length).toBeGreaterThan(5000)
    for (const place of city.places) {
      expect(placeOf(city, place.location)?.district, place.id).toBe(place.district)
    }
    for (const street of city.streets) expect(placeOf(city, street.seat)?.district).toBe(street.district)
    for (const community of city.communities) {
      expect(placeOf(city, community.location)?.district).toBe(streets.get(community.street)?.district)
    }
  })

  test('has estates, landmarks, crossings, stakes and bridges, with ids of their own', () => {
    const kinds = new Set(city.places.map(place => place.kind))
    expect(kinds).toEqual(new Set(['estate', 'landmark', 'crossing', 'stake', 'bridge']))
    expect(new Set(city.places.map(place => place.id)).size).toBe(city.places.length)
  })

  test('a road name occurs once in a district', () => {
    const names = city.namedRoads.map(road => `${road.district}/${road.name.zh}`)
    expect(new Set(names).size).toBe(names.length)
  })

  test('an address found for a point leads back to within a street width of it', () => {
    for (const estate of city.places.filter(place => place.kind === 'estate').slice(0, 300)) {
      const near = addressNear(city, estate.location)!
      const { road, door } = near.address
      const back = pointAtDoor(city, road!, door!)
      expect(back, describe(city, near.address).zh).toBeDefined()
      const off = metresBetween(estate.location.lon, estate.location.lat, back!.lon, back!.lat)
      expect(off).toBeLessThan(near.metres + 12)
      const text = describe(city, near.address)
      expect(text.zh).toMatch(/^云汀市.+[区县].+(街道|镇).+社区.+\d+号$/)
      expect(text.en).toMatch(/^\d+ .+, Yunting City$/)
    }
  })

  test('a door, an alias and part of a name are found', () => {
    const estate = city.places.find(place => place.kind === 'estate')!
    expect(searchPlaces(city, estate.name.zh, 5)[0]?.name.zh).toBe(estate.name.zh)
    const { address } = addressNear(city, estate.location)!
    const road = city.namedRoads[address.road!]!
    const door = searchPlaces(city, `${road.name.zh}${address.door}号`, 5)[0]
    expect(door?.kind).toBe('door')
    expect(searchPlaces(city, `${address.door} ${road.name.en}`, 20).some(f => f.kind === 'door')).toBe(true)
    expect(searchPlaces(city, 'S1 k12', 5)[0]?.kind).toBe('stake')
    expect(searchPlaces(city, '没有这个地方', 5)).toEqual([])
    expect(searchPlaces(city, ' ', 5)).toEqual([])
  })
})

group('places outside', () => {
  test('a point beyond the border has no district, but a neighbour', () => {
    expect(placeOf(city, { lon: 125.8, lat: 30 })).toBeUndefined()
    expect(addressNear(city, { lon: 125.8, lat: 30 })).toBeUndefined()
    expect(findNeighbour(city, { lon: 125.8, lat: 30 })?.bearing).toBe(90)
    expect(findNeighbour(city, { lon: 125, lat: 29 })?.bearing).toBe(180)
  })

  test('no point of the globe makes it stumble', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        (lon, lat) => {
          const place = placeOf(city, { lon, lat })
          expect(place === undefined || city.districts.some(d => d.id === place.district)).toBe(true)
          expect(findNeighbour(city, { lon, lat })).toBeDefined()
        },
      ),
      { numRuns: 200 },
    )
  })
})

group('the folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kuaiji-city-'))
    await loadCity(folder, 1)
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('what was written is read back as the same city, without being made again', async () => {
    const before = await stat(join(folder, 'city.json'))
    expect(digest(await loadCity(folder, 1))).toBe(digest(city))
    expect((await stat(join(folder, 'city.json'))).mtimeMs).toBe(before.mtimeMs)
  })

  const damages: Record<string, (copy: string) => Promise<void>> = {
    'city.json cut short': copy => truncate(join(copy, 'city.json'), 1000),
    'graph cut short': copy => truncate(join(copy, 'roads.graph'), 1000),
    'graph missing': copy => rm(join(copy, 'roads.graph')),
    'city.json of something else': copy => writeFile(join(copy, 'city.json'), '{}'),
    'another generator': async copy => {
      const text = await readFile(join(copy, 'city.json'), 'utf8')
      await writeFile(join(copy, 'city.json'), text.replace('"generator":"', '"generator":"0.'))
    },
  }
  for (const [name, damage] of Object.entries(damages)) {
    test(`${name}: not used`, async () => {
      const copy = `${folder}-damaged`
      await cp(folder, copy, { recursive: true })
      try {
        await damage(copy)
        expect(await findCity(copy, 1)).toBeUndefined()
      } finally {
        await rm(copy, { recursive: true, force: true })
      }
    })
  }

  test('a damaged folder is made anew, and then used', async () => {
    await truncate(join(folder, 'roads.graph'), 1000)
    expect(digest(await loadCity(folder, 1))).toBe(digest(city))
    expect(await findCity(folder, 1)).toBeDefined()
    expect(await findCity(folder, 2)).toBeUndefined()
  }, 60_000)
})

group('a city of roads alone', () => {
  const shared = process.env.KUAIJI_SHARED ?? join(import.meta.dirname, '../../../../shared')
  const manhattan = join(shared, 'data/road-networks/manhattan')
  const calls = join(shared, 'data/calls/nypd_2024_h1.csv')

  test('reaches 200 m around its nodes and has the fleet it was given', () => {
    const name = { zh: '样例', en: 'Sample' }
    const fleet = spreadFleet(city.roads, name, 40, 3)
    const bare = cityOfRoads(city.roads, name, fleet)
    expect(bare.units).toHaveLength(40)
    expect(bare.stations).toHaveLength(10)
    const node = bare.stations[0]!.location
    const north = (metres: number) => ({ lon: node.lon, lat: node.lat + metres / 111_195 })
    expect(placeOf(bare, node)).toMatchObject({ district: 'sample', urban: true })
    const top = Math.max(...graph.lats)
    const lon = graph.lons[graph.lats.indexOf(top)]!
    expect(placeOf(bare, { lon, lat: top + 199 / 111_196 })).toBeDefined()
    expect(placeOf(bare, { lon, lat: top + 201 / 111_194 })).toBeUndefined()
    expect(addressNear(bare, north(10))?.address).toEqual({ district: 'sample' })
  })

  test('1,522 of the recorded New York calls lie in Manhattan', async context => {
    if (!existsSync(manhattan) || !existsSync(calls))
      context.skip('needs road-networks and calls under KUAIJI_SHARED')
    const roads = await loadRoads(manhattan)
    const island = cityOfRoads(roads, { zh: '曼哈顿', en: 'Manhattan' })
    const lines = readFileSync(calls, 'utf8').split('\n').slice(1).filter(Boolean)
    const inside = lines.filter(line => {
      const cells = line.split(',')
      return placeOf(island, { lon: Number(cells[17]), lat: Number(cells[16]) }) !== undefined
    })
    expect(lines).toHaveLength(3888)
    expect(inside).toHaveLength(1522)
  })
})
