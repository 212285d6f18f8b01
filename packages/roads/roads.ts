import { Dijkstra, unreached } from './dijkstra.ts'
import type { Point } from './geometry/point.ts'
import type { Mode, RoadGraph } from './graph.ts'
import { NodeIndex, type Snap } from './snap.ts'

/** A drive from node to node: `nodes[i]` is passed `atMs[i]` milliseconds after leaving; the last is `ms`. */
export interface Drive {
  readonly nodes: Int32Array
  readonly atMs: Int32Array
  readonly ms: number
}

/**
 * A road network in use: where places meet it and how long drives take. Times are exact on the graph; it knows
 * speed, one-way streets and closed roads, but no turn restrictions, signals or traffic of the hour.
 * Work arrays are shared, so an instance serves one caller at a time (one thread does).
 */
export class Roads {
  readonly graph: RoadGraph
  readonly #index: NodeIndex
  readonly #search: Dijkstra
  #nodeOfId: Map<number, number> | undefined

  /** Throws a RangeError when the graph has no nodes. */
  constructor(graph: RoadGraph) {
    this.graph = graph
    this.#index = new NodeIndex(graph)
    this.#search = new Dijkstra(graph.nodeCount)
  }

  /** Nearest node to a WGS-84 point, exact. Throws a RangeError when the point is not on the globe. */
  snap(point: Point): Snap {
    return this.#index.nearest(point)
  }

  /** Number of the node with this id in the source, if the graph has it. */
  findNode(id: number): number | undefined {
    this.#nodeOfId ??= new Map(Array.from(this.graph.ids, (known, node) => [known, node]))
    return this.#nodeOfId.get(id)
  }

  /**
   * Travel times in milliseconds from every source node to one target node, in the order of the sources; -1 where
   * the target cannot be reached. One reverse search, ended when the last source is settled.
   * Throws a RangeError for a node the graph does not have.
   */
  travelTimes(sources: ArrayLike<number>, target: number, mode: Mode): Int32Array {
    this.#searchBack(sources, target, mode)
    const { ms } = this.#search
    const times = new Int32Array(sources.length)
    for (let i = 0; i < times.length; i++) {
      const time = ms[sources[i]!]!
      times[i] = time === unreached ? -1 : time
    }
    return times
  }

  /** Fastest drive, or undefined when there is none; its `ms` equals `travelTimes`. */
  route(from: number, to: number, mode: Mode): Drive | undefined {
    this.#searchBack([from], to, mode)
    const { ms, before } = this.#search
    const total = ms[from]!
    if (total === unreached) return undefined
    const nodes: number[] = []
    for (let node = from; node !== -1; node = before[node]!) nodes.push(node)
    return {
      nodes: Int32Array.from(nodes),
      atMs: Int32Array.from(nodes, node => total - ms[node]!),
      ms: total,
    }
  }

  /** Where a drive stands after so many milliseconds; before its start the first point, after its end the last. */
  pointAt(drive: Drive, elapsedMs: number): Point {
    const { lons, lats } = this.graph
    let low = 0
    let high = drive.nodes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (drive.atMs[middle]! <= elapsedMs) low = middle
      else high = middle - 1
    }
    const here = drive.nodes[low]!
    const next = drive.nodes[low + 1]
    if (next === undefined) return { lon: lons[here]!, lat: lats[here]! }
    const share = (elapsedMs - drive.atMs[low]!) / (drive.atMs[low + 1]! - drive.atMs[low]!)
    const part = Math.max(0, share)
    return {
      lon: lons[here]! + part * (lons[next]! - lons[here]!),
      lat: lats[here]! + part * (lats[next]! - lats[here]!),
    }
  }

  #searchBack(sources: ArrayLike<number>, target: number, mode: Mode): void {
    const { in: star } = this.graph
    this.#check(target)
    for (let i = 0; i < sources.length; i++) this.#check(sources[i]!)
    this.#search.run(star, star.ms[mode], target, sources)
  }

  #check(node: number): void {
    if (Number.isInteger(node) && node >= 0 && node < this.graph.nodeCount) return
    throw new RangeError(`no such node: ${node}`)
  }
}
