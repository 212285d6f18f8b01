import { strongComponents } from './component.ts'
import { type Mode, modes, type RoadGraph } from './graph.ts'
import { type RoadClass, roadClasses } from './road-class.ts'

/** West, south, east, north in WGS-84 degrees. */
export type Bounds = readonly [number, number, number, number]

/** The least box that holds every node of a graph with nodes. */
export function boundsOf({ lons, lats }: Pick<RoadGraph, 'lons' | 'lats'>): Bounds {
  const least = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return [least(lons), least(lats), most(lons), most(lats)]
}

/** What a person wants to see of a graph before using it. */
export interface GraphSummary {
  readonly nodes: number
  readonly arcs: number
  /** Every node reaches every other. */
  readonly connected: boolean
  readonly bounds: Bounds
  /** Directed length: a street driven both ways counts twice. */
  readonly kilometres: Readonly<Record<RoadClass, number>>
  /** Length of all arcs over their travel time. */
  readonly meanKmh: Readonly<Record<Mode, number>>
  readonly attribution: string
}

export function summarise(graph: RoadGraph): GraphSummary {
  const { arcCount, nodeCount, out, metres, roadClass } = graph
  const metresOfClass = new Float64Array(roadClasses.length)
  for (let arc = 0; arc < arcCount; arc++) metresOfClass[roadClass[arc]!]! += metres[arc]!
  const metresOfAll = metresOfClass.reduce((a, b) => a + b, 0)
  const meanKmh = (mode: Mode) => {
    const ms = out.ms[mode].reduce((a, b) => a + b, 0)
    return ms === 0 ? 0 : tenth((metresOfAll / ms) * 3600)
  }
  return {
    nodes: nodeCount,
    arcs: arcCount,
    connected: strongComponents(nodeCount, out.first, out.node).sizes.length === 1,
    bounds: boundsOf(graph),
    kilometres: record(roadClasses, (_, index) => tenth(metresOfClass[index]! / 1000)),
    meanKmh: record(modes, meanKmh),
    attribution: graph.attribution,
  }
}

function record<K extends string>(keys: readonly K[], of: (key: K, index: number) => number) {
  return Object.fromEntries(keys.map((key, index) => [key, of(key, index)])) as Record<K, number>
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
