import { isOnGlobe } from './geometry/point.ts'
import { roadClasses } from './road-class.ts'

/** `regular` keeps to traffic law; `siren` drives with lights and sirens. */
export const modes = ['regular', 'siren'] as const
export type Mode = (typeof modes)[number]

/** Compressed sparse rows: arcs of node `v` are `first[v]` up to, not including, `first[v + 1]`. */
export interface Star {
  /** nodeCount + 1 offsets. */
  readonly first: Int32Array
  /** The node at the other end of each arc. */
  readonly node: Int32Array
  /** Travel time of each arc in whole milliseconds. */
  readonly ms: Readonly<Record<Mode, Int32Array>>
}

/**
 * A road network as typed arrays. Nodes and arcs are numbered from 0; `ids` holds the numbers of the source.
 * Shape points of roads are nodes too, so an arc is a straight line.
 */
export interface RoadGraph {
  readonly nodeCount: number
  readonly arcCount: number
  /** Id of each node in its source (CSV `id`, OpenStreetMap node id): a whole number below 2^53. */
  readonly ids: Float64Array
  /** WGS-84 degrees. */
  readonly lons: Float64Array
  readonly lats: Float64Array
  /** Arcs leaving each node: the order that `metres` and `roadClass` follow. */
  readonly out: Star
  /** The same arcs by the node they enter; `node` is where they come from. */
  readonly in: Star
  /** Length of each arc of `out`. */
  readonly metres: Float32Array
  /** Index in `roadClasses` of each arc of `out`. */
  readonly roadClass: Uint8Array
  /** Whom the map must name, e.g. `© OpenStreetMap contributors`; empty when nobody. */
  readonly attribution: string
}

/** Nodes and arcs in any order, as a reader or generator gathers them; `from` and `to` are node numbers. */
export interface Network {
  readonly nodes: {
    readonly ids: ArrayLike<number>
    readonly lons: ArrayLike<number>
    readonly lats: ArrayLike<number>
  }
  readonly arcs: {
    readonly from: ArrayLike<number>
    readonly to: ArrayLike<number>
    readonly metres: ArrayLike<number>
    readonly ms: Readonly<Record<Mode, ArrayLike<number>>>
    readonly roadClass: ArrayLike<number>
  }
  readonly attribution: string
}

/** A JavaScript Map, which finds a node by its id, holds 2^24 keys: a country of roads, four arcs to a node. */
export const nodesMax = 2 ** 24
export const arcsMax = 4 * nodesMax
/** No stretch between two points of a road takes a day; so a path of 24 arcs still fits 31 bits. */
export const arcMsMax = 24 * 3600 * 1000

/** Builds a graph. Throws a RangeError that names the first node or arc that is not sound. */
export function buildGraph({ nodes, arcs, attribution }: Network): RoadGraph {
  const nodeCount = nodes.ids.length
  const arcCount = arcs.from.length
  const { first, order } = sortByNode(nodeCount, arcs.from)
  const pick = (values: ArrayLike<number>, what: string) =>
    Int32Array.from(order, arc => whole(values[arc]!, arc, what))
  const out: Star = {
    first,
    node: pick(arcs.to, 'head'),
    ms: { regular: pick(arcs.ms.regular, 'regular time'), siren: pick(arcs.ms.siren, 'siren time') },
  }
  const graph: Omit<RoadGraph, 'in'> = {
    nodeCount,
    arcCount,
    ids: Float64Array.from(nodes.ids),
    lons: Float64Array.from(nodes.lons),
    lats: Float64Array.from(nodes.lats),
    out,
    metres: Float32Array.from(order, arc => arcs.metres[arc]!),
    roadClass: Uint8Array.from(pick(arcs.roadClass, 'road class'), index => Math.min(index, 255)),
    attribution,
  }
  return withReverse(graph)
}

/** A typed array would turn a missing or broken number into 0. */
function whole(value: number, arc: number, what: string): number {
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 31)) {
    throw new RangeError(`arc ${arc} has the ${what} ${value}`)
  }
  return value
}

/** Adds the reverse star to a graph whose `out` is given. Throws a RangeError when the graph is not sound. */
export function withReverse(graph: Omit<RoadGraph, 'in'>): RoadGraph {
  checkNodes(graph)
  checkArcs(graph)
  const { out } = graph
  const { first, order } = sortByNode(graph.nodeCount, out.node)
  const tails = tailsOf(graph)
  const reverse: Star = {
    first,
    node: order.map(arc => tails[arc]!),
    ms: {
      regular: order.map(arc => out.ms.regular[arc]!),
      siren: order.map(arc => out.ms.siren[arc]!),
    },
  }
  return { ...graph, in: reverse }
}

/** The node each arc of `out` leaves. */
export function tailsOf({ nodeCount, arcCount, out }: Omit<RoadGraph, 'in'>): Int32Array {
  const tails = new Int32Array(arcCount)
  for (let node = 0; node < nodeCount; node++) tails.fill(node, out.first[node], out.first[node + 1])
  return tails
}

/** Counting sort of arcs by one of their ends; arcs of one node keep their order. */
export function sortByNode(
  nodeCount: number,
  ends: ArrayLike<number>,
): { first: Int32Array; order: Int32Array } {
  const first = new Int32Array(nodeCount + 1)
  for (let arc = 0; arc < ends.length; arc++) {
    const node = ends[arc]!
    if (!(Number.isInteger(node) && node >= 0 && node < nodeCount)) {
      throw new RangeError(`arc ${arc} names node ${node}`)
    }
    first[node + 1]!++
  }
  for (let node = 0; node < nodeCount; node++) first[node + 1]! += first[node]!
  const next = first.slice()
  const order = new Int32Array(ends.length)
  for (let arc = 0; arc < ends.length; arc++) order[next[ends[arc]!]!++] = arc
  return { first, order }
}

function checkNodes({ nodeCount, ids, lons, lats }: Omit<RoadGraph, 'in'>): void {
  if (nodeCount > nodesMax) throw new RangeError(`${nodeCount} nodes are more than ${nodesMax}`)
  if (lons.length !== nodeCount || lats.length !== nodeCount) throw new RangeError('coordinates are missing')
  for (let node = 0; node < nodeCount; node++) {
    if (!Number.isSafeInteger(ids[node])) throw new RangeError(`node ${node} has the id ${ids[node]}`)
    if (!isOnGlobe(lons[node]!, lats[node]!)) throw new RangeError(`node ${node} is not on the globe`)
  }
}

function checkArcs({ nodeCount, arcCount, out, metres, roadClass }: Omit<RoadGraph, 'in'>): void {
  if (arcCount > arcsMax) throw new RangeError(`${arcCount} arcs are more than ${arcsMax}`)
  if (out.first[0] !== 0 || out.first[nodeCount] !== arcCount) throw new RangeError('arcs are missing')
  for (let node = 0; node < nodeCount; node++) {
    if (out.first[node]! > out.first[node + 1]!) throw new RangeError(`arcs of node ${node} are out of order`)
  }
  for (let arc = 0; arc < arcCount; arc++) {
    const head = out.node[arc]!
    if (!(head >= 0 && head < nodeCount)) throw new RangeError(`arc ${arc} leads to node ${head}`)
    for (const mode of modes) {
      const ms = out.ms[mode][arc]!
      if (!(ms >= 0 && ms <= arcMsMax)) throw new RangeError(`arc ${arc} takes ${ms} ms (${mode})`)
    }
    if (!(metres[arc]! >= 0)) throw new RangeError(`arc ${arc} is ${metres[arc]} m long`)
    if (roadClass[arc]! >= roadClasses.length) throw new RangeError(`arc ${arc} has no road class`)
  }
}
