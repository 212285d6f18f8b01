import { largestComponent } from './component.ts'
import { buildGraph, type Network, type RoadGraph } from './graph.ts'

/** What an import read and what it left out, for the person who ran it. */
export interface ImportCounts {
  /** Road nodes and directed arcs read, before the last step. */
  readonly nodesRead: number
  readonly arcsRead: number
  /** Outside the largest strongly connected component: roads that lead in but not out, islands. */
  readonly componentsDropped: number
  readonly nodesDropped: number
  readonly arcsDropped: number
  /** OpenStreetMap only. */
  readonly ways?: WayCounts
}

export interface WayCounts {
  /** Ways of any kind in the file. */
  readonly read: number
  /** Of these, roads for motor vehicles that are open. */
  readonly roads: number
  /** Roads left out because their access is `no` or `private`, or their direction changes by the hour. */
  readonly closed: number
  /** Stretches left out because an end is not in the file (cut at the edge of the extract). */
  readonly stretchesCut: number
}

export interface Imported {
  readonly graph: RoadGraph
  readonly counts: ImportCounts
}

/** The last step of every import: keep the largest strongly connected component, build, count. */
export function keepConnected(network: Network, ways?: WayCounts): Imported {
  const kept = largestComponent(network)
  return {
    graph: buildGraph(kept.network),
    counts: {
      nodesRead: network.nodes.ids.length,
      arcsRead: network.arcs.from.length,
      componentsDropped: kept.dropped.components,
      nodesDropped: kept.dropped.nodes,
      arcsDropped: kept.dropped.arcs,
      ...(ways === undefined ? {} : { ways }),
    },
  }
}
