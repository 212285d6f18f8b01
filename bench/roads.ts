import { join } from 'node:path'
import { importCsv, importOsm, Roads, readGraph, roadTiles, writeGraph } from '@kuaiji/roads'

/** Prints one JSON document: times of the roads package on the reference networks (milliseconds, medians). */
const folder = join(
  process.env.KUAIJI_SHARED ?? join(import.meta.dirname, '../../shared'),
  'data/road-networks',
)

function draws(bound: number) {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state % bound
  }
}

function median(values: readonly number[]): number {
  return Number(values.toSorted((a, b) => a - b)[values.length >> 1]!.toFixed(3))
}

function timed<T>(run: () => T): [T, number] {
  const start = performance.now()
  const result = run()
  return [result, performance.now() - start]
}

async function measure(city: string) {
  const start = performance.now()
  const { graph } = await importCsv(join(folder, city, 'nodes.csv.gz'), join(folder, city, 'arcs.csv.gz'))
  const importMs = Math.round(performance.now() - start)
  const bytes = writeGraph(graph)
  const [, readMs] = timed(() => readGraph(bytes))
  const [roads, indexMs] = timed(() => new Roads(graph))
  const node = draws(graph.nodeCount)
  const search = (sources: number) =>
    median(
      Array.from({ length: 60 }, () => {
        const from = Int32Array.from({ length: sources }, node)
        return timed(() => roads.travelTimes(from, node(), 'siren'))[1]
      }).slice(10),
    )
  const searches = { 1: search(1), 30: search(30), 500: search(500) }
  const route = median(Array.from({ length: 60 }, () => timed(() => roads.route(node(), node(), 'siren'))[1]))
  const snap = median(
    Array.from({ length: 2000 }, () => {
      const near = node()
      return timed(() => roads.snap({ lon: graph.lons[near]! + 0.001, lat: graph.lats[near]! }))[1]
    }),
  )
  const [tiles, tileIndexMs] = timed(() => roadTiles(graph))
  return {
    city,
    nodes: graph.nodeCount,
    arcs: graph.arcCount,
    importMs,
    graphBytes: bytes.length,
    readGraphMs: Math.round(readMs),
    indexMs: Math.round(indexMs),
    travelTimesMs: searches,
    routeMs: route,
    snapMs: snap,
    tileIndexMs: Math.round(tileIndexMs),
    firstCut: cutTiles(tiles),
  }
}

function cutTiles({ bounds: [west, south, east, north], tile }: ReturnType<typeof roadTiles>) {
  return [10, 12, 14, 16].map(z => {
    const column = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** z)
    const row = (lat: number) => {
      const sin = Math.sin((lat * Math.PI) / 180)
      return Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z)
    }
    const cuts: { ms: number; bytes: number }[] = []
    for (let x = column(west); x <= column(east); x++) {
      for (let y = row(north); y <= row(south); y++) {
        const [bytes, ms] = timed(() => tile(z, x, y))
        if (bytes !== undefined) cuts.push({ ms, bytes: bytes.length })
      }
    }
    const most = (values: number[]) => Number(values.reduce((a, b) => Math.max(a, b), 0).toFixed(1))
    return {
      z,
      tiles: cuts.length,
      medianMs: median(cuts.map(c => c.ms)),
      mostMs: most(cuts.map(c => c.ms)),
      mostKilobytes: most(cuts.map(c => c.bytes / 1000)),
    }
  })
}

const cities = []
for (const city of ['manhattan', 'auckland']) cities.push(await measure(city))
const extracts = []
for (const name of ['andorra.osm.pbf', 'baltimore.osm.pbf', 'harrisburg.osm.pbf', 'monaco.osm.gz']) {
  const start = performance.now()
  const { graph } = await importOsm(join(folder, 'osm', name))
  extracts.push({
    name,
    nodes: graph.nodeCount,
    arcs: graph.arcCount,
    importMs: Math.round(performance.now() - start),
  })
}
console.log(JSON.stringify({ cities, extracts }, undefined, 2))
