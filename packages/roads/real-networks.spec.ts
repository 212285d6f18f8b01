import { join } from 'node:path'
import { describe, expect } from 'vitest'
import {
  importCsv,
  importOsm,
  loadRoads,
  Roads,
  readGraph,
  readTable,
  summarise,
  writeGraph,
} from './index.ts'
import { testWith } from './testing/shared-data.ts'

/** Repeatable numbers below a bound. */
function draws(bound: number, count: number): number[] {
  let state = 1
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state % bound
  })
}

describe('real networks', () => {
  const cities = [
    ['manhattan', 16_811, 24_437],
    ['auckland', 54_370, 90_638],
  ] as const
  for (const [city, nodes, arcs] of cities) {
    testWith(
      `road-networks/${city}`,
      `${city}: all of it is one strongly connected network`,
      async folder => {
        const { graph, counts } = await importCsv(join(folder, 'nodes.csv.gz'), join(folder, 'arcs.csv.gz'))
        expect(counts).toMatchObject({ nodesRead: nodes, arcsRead: arcs, nodesDropped: 0, arcsDropped: 0 })
        expect(summarise(graph)).toMatchObject({ nodes, arcs, connected: true })
        expect(readGraph(writeGraph(graph))).toEqual(graph)
      },
    )

    testWith(
      `road-networks/${city}`,
      `${city}: times agree with routes and obey the triangle`,
      async folder => {
        const roads = await loadRoads(folder)
        const sources = draws(nodes, 40)
        for (const target of draws(nodes, 5)) {
          const times = roads.travelTimes(sources, target, 'siren')
          const regular = roads.travelTimes(sources, target, 'regular')
          expect(times.every((ms, i) => ms >= 0 && ms <= regular[i]!)).toBe(true)
          for (const [i, source] of sources.slice(0, 8).entries()) {
            const drive = roads.route(source, target, 'siren')!
            expect(drive.ms).toBe(times[i])
            const middle = drive.nodes[drive.nodes.length >> 1]!
            const via = roads.travelTimes([source], middle, 'siren')[0]!
            expect(via + roads.travelTimes([middle], target, 'siren')[0]!).toBe(drive.ms)
          }
        }
      },
    )
  }

  testWith(
    'calls/nypd_2024_h1.csv',
    'manhattan: 1,522 of the recorded calls lie within 200 m',
    async calls => {
      const roads = await loadRoads(join(calls, '../../road-networks/manhattan'))
      const near: number[] = []
      const rows = await readTable(calls, ['latitude', 'longitude'], 10_000, row => {
        const { metres } = roads.snap({ lon: row.number('longitude'), lat: row.number('latitude') })
        if (metres <= 200) near.push(metres)
      })
      expect([rows, near.length]).toEqual([3888, 1522])
      expect(near.sort((a, b) => a - b)[761]).toBeCloseTo(43, -1)
    },
  )

  const extracts = [
    ['andorra.osm.pbf', 16_000],
    ['baltimore.osm.pbf', 12_000],
    ['harrisburg.osm.pbf', 15_000],
    ['monaco.osm.gz', 2_500],
  ] as const
  for (const [name, leastNodes] of extracts) {
    testWith(`road-networks/osm/${name}`, `${name}: most of its roads form one network`, async file => {
      const { graph, counts } = await importOsm(file)
      expect(graph.nodeCount).toBeGreaterThan(leastNodes)
      expect(counts.nodesDropped / counts.nodesRead).toBeLessThan(0.1)
      expect(summarise(graph).connected).toBe(true)
      const { meanKmh } = summarise(graph)
      expect(meanKmh.regular).toBeGreaterThan(20)
      expect(meanKmh.regular).toBeLessThan(60)
      expect(meanKmh.siren / meanKmh.regular).toBeCloseTo(4 / 3, 1)
      const roads = new Roads(graph)
      expect(roads.snap({ lon: graph.lons[7]!, lat: graph.lats[7]! }).metres).toBe(0)
    })
  }
})
