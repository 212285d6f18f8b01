import { GatheredArcs, GatheredNodes } from '../gathered.ts'
import { isOnGlobe, metresBetween } from '../geometry/point.ts'
import { nodesMax } from '../graph.ts'
import { type Imported, keepConnected } from '../imported.ts'
import { RoadInputError } from '../input-error.ts'
import { readOsmPbf } from './pbf.ts'
import { type OsmRoad, roadOf } from './roads.ts'
import type { OsmReader } from './sink.ts'
import { readOsmXml } from './xml.ts'

/**
 * Siren time as a share of ordinary time: 0.75 in JEMSS's model of Manhattan, 0.70 in that of Auckland (each the
 * same over all arcs of the network); the cautious one is taken. OpenStreetMap itself says nothing of it.
 */
export const sirenShare = 0.75

const osmAttribution = '© OpenStreetMap contributors'

/** Roads as first read: node ids of all of them in one list; road `i` has those from `starts[i]` on. */
interface Ways {
  readonly roads: OsmRoad[]
  readonly starts: number[]
  readonly nodeIds: number[]
  read: number
  closed: number
}

/**
 * Imports the roads for motor vehicles of an OpenStreetMap file: `.osm.pbf`, or XML as `.osm` or `.osm.gz`. The
 * file is read twice (ways, then the nodes they use), so only road nodes are held in memory.
 * Turn restrictions, barriers on nodes and times of day are not regarded.
 * Throws a RoadInputError naming file and blob or line.
 */
export async function importOsm(file: string): Promise<Imported> {
  const read: OsmReader = file.endsWith('.pbf') ? readOsmPbf : readOsmXml
  const ways = await readWays(file, read)
  if (ways.roads.length === 0) throw new RoadInputError(file, undefined, 'has no roads for motor vehicles')
  const nodes = await readPoints(file, read, new Set(ways.nodeIds))
  const { arcs, stretchesCut } = stretches(ways, nodes)
  if (arcs.from.length === 0) throw new RoadInputError(file, undefined, 'lacks the nodes of its roads')
  return keepConnected(
    { nodes, arcs, attribution: osmAttribution },
    { read: ways.read, roads: ways.roads.length, closed: ways.closed, stretchesCut },
  )
}

async function readWays(file: string, read: OsmReader): Promise<Ways> {
  const ways: Ways = { roads: [], starts: [0], nodeIds: [], read: 0, closed: 0 }
  await read(file, {
    way(refs, tags) {
      ways.read++
      const road = roadOf(tags)
      if (road === 'closed') ways.closed++
      if (road === undefined || road === 'closed') return
      for (const id of refs) ways.nodeIds.push(id)
      ways.roads.push(road)
      ways.starts.push(ways.nodeIds.length)
      if (ways.nodeIds.length > nodesMax) {
        throw new RoadInputError(
          file,
          undefined,
          `has more than ${nodesMax} road nodes; cut out a smaller area`,
        )
      }
    },
  })
  return ways
}

async function readPoints(
  file: string,
  read: OsmReader,
  wanted: ReadonlySet<number>,
): Promise<GatheredNodes> {
  const nodes = new GatheredNodes()
  await read(file, {
    node(id, lon, lat) {
      if (!wanted.has(id)) return
      if (!isOnGlobe(lon, lat)) throw new RoadInputError(file, `node ${id}`, 'is not on the globe')
      if (!nodes.add(id, lon, lat)) throw new RoadInputError(file, `node ${id}`, 'stands twice')
    },
  })
  return nodes
}

/** Each pair of neighbouring points of a road as one or two arcs. */
function stretches(ways: Ways, nodes: GatheredNodes): { arcs: GatheredArcs; stretchesCut: number } {
  const { lons, lats } = nodes
  const arcs = new GatheredArcs()
  const add = (from: number, to: number, metres: number, kmh: number, roadClass: number) => {
    if (kmh === 0) return
    const seconds = (metres / kmh) * 3.6
    arcs.add(from, to, metres, seconds, seconds * sirenShare, roadClass)
  }
  let stretchesCut = 0
  ways.roads.forEach(({ roadClass, forwardKmh, backwardKmh }, way) => {
    for (let i = ways.starts[way]! + 1; i < ways.starts[way + 1]!; i++) {
      const from = nodes.find(ways.nodeIds[i - 1]!)
      const to = nodes.find(ways.nodeIds[i]!)
      if (from === undefined || to === undefined) stretchesCut++
      if (from === undefined || to === undefined || from === to) continue
      const metres = metresBetween(lons[from]!, lats[from]!, lons[to]!, lats[to]!)
      add(from, to, metres, forwardKmh, roadClass)
      add(to, from, metres, backwardKmh, roadClass)
    }
  })
  return { arcs, stretchesCut }
}
