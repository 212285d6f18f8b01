import Flatbush from 'flatbush'
import { earthRadiusMetres, isOnGlobe, metresBetween, type Point } from './geometry/point.ts'
import type { RoadGraph } from './graph.ts'
import { boundsOf } from './summary.ts'

/** Where a place meets the road network. */
export interface Snap {
  readonly node: number
  /** Great-circle distance from the place to the node. */
  readonly metres: number
}

const radians = Math.PI / 180

/** Finds the nearest node of a graph that does not cross longitude 180°. */
export class NodeIndex {
  readonly #graph: RoadGraph
  readonly #tree: Flatbush
  /** Degrees of longitude shrink by this at the graph's middle latitude. */
  readonly #squeeze: number

  constructor(graph: RoadGraph) {
    if (graph.nodeCount === 0) throw new RangeError('a graph without nodes has no nearest node')
    const [, south, , north] = boundsOf(graph)
    this.#graph = graph
    this.#squeeze = Math.cos(((south + north) / 2) * radians)
    this.#tree = new Flatbush(graph.nodeCount)
    for (let node = 0; node < graph.nodeCount; node++) {
      this.#tree.add(graph.lons[node]! * this.#squeeze, graph.lats[node]!)
    }
    this.#tree.finish()
  }

  /**
   * Nearest node by great-circle distance; of equally near nodes the lowest. Exact: the tree's flat neighbour
   * only bounds the circle in which every node is then measured.
   * Throws a RangeError when the point is not on the globe.
   */
  nearest({ lon, lat }: Point): Snap {
    if (!isOnGlobe(lon, lat)) throw new RangeError(`not on the globe: ${lon}, ${lat}`)
    const { lons, lats } = this.#graph
    const [guess] = this.#tree.neighbors(lon * this.#squeeze, lat, 1)
    let node = guess!
    let metres = metresBetween(lon, lat, lons[node]!, lats[node]!)
    for (const other of this.#within(lon, lat, metres)) {
      const otherMetres = metresBetween(lon, lat, lons[other]!, lats[other]!)
      if (otherMetres > metres || (otherMetres === metres && other >= node)) continue
      node = other
      metres = otherMetres
    }
    return { node, metres }
  }

  /** Nodes in the box around a circle on the sphere, a little wider than the circle against rounding. */
  #within(lon: number, lat: number, metres: number): number[] {
    const angle = (metres / earthRadiusMetres) * (1 + 1e-9) + 1e-12
    const latReach = angle / radians
    const ratio = Math.sin(Math.min(angle, Math.PI / 2)) / Math.cos(lat * radians)
    const lonReach = ratio < 1 ? Math.asin(ratio) / radians : 360
    const squeeze = this.#squeeze
    return this.#tree.search(
      (lon - lonReach) * squeeze,
      lat - latReach,
      (lon + lonReach) * squeeze,
      lat + latReach,
    )
  }
}
