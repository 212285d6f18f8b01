import { type RoadGraph, sortByNode } from './graph.ts'

/** One drawn line: nodes in order along a road of one class, whichever way it is driven. */
export interface RoadLine {
  /** Index in `roadClasses`. */
  readonly roadClass: number
  readonly nodes: readonly number[]
}

/** Each pair of nodes that an arc joins in either direction, once, with the best class of its arcs. */
interface Edges {
  readonly a: number[]
  readonly b: number[]
  readonly roadClass: number[]
}

const noClass = 255

/** The network as drawn: every edge lies on exactly one line; lines end at crossings and where the class changes. */
export function roadLines(graph: RoadGraph): RoadLine[] {
  const edges = edgesOf(graph)
  const count = edges.a.length
  const { first, order } = sortByNode(graph.nodeCount, [...edges.a, ...edges.b])
  const used = new Uint8Array(count)
  const isThrough = (node: number) => {
    const at = first[node]!
    if (first[node + 1]! - at !== 2) return false
    return edges.roadClass[order[at]! % count] === edges.roadClass[order[at + 1]! % count]
  }
  const walk = (start: number, edge: number): RoadLine => {
    const nodes = [start]
    let next = edge
    let node = start
    while (used[next] === 0) {
      used[next] = 1
      node = edges.a[next] === node ? edges.b[next]! : edges.a[next]!
      nodes.push(node)
      if (!isThrough(node)) break
      const at = first[node]!
      next = order[order[at]! % count === next ? at + 1 : at]! % count
    }
    return { roadClass: edges.roadClass[edge]!, nodes }
  }
  const lines: RoadLine[] = []
  const walkFrom = (node: number) => {
    for (let at = first[node]!; at < first[node + 1]!; at++) {
      const edge = order[at]! % count
      if (used[edge] === 0) lines.push(walk(node, edge))
    }
  }
  for (let node = 0; node < graph.nodeCount; node++) if (!isThrough(node)) walkFrom(node)
  // What is left are rings without a crossing.
  for (let node = 0; node < graph.nodeCount; node++) walkFrom(node)
  return lines
}

function edgesOf(graph: RoadGraph): Edges {
  const edges: Edges = { a: [], b: [], roadClass: [] }
  for (let low = 0; low < graph.nodeCount; low++) {
    const begin = edges.b.length
    for (const star of [graph.out, graph.in]) {
      for (let arc = star.first[low]!; arc < star.first[low + 1]!; arc++) {
        const high = star.node[arc]!
        if (high <= low || edges.b.indexOf(high, begin) !== -1) continue
        edges.a.push(low)
        edges.b.push(high)
        edges.roadClass.push(Math.min(classBetween(graph, low, high), classBetween(graph, high, low)))
      }
    }
  }
  return edges
}

/** Best class of the arcs from one node to another. */
function classBetween({ out, roadClass }: RoadGraph, from: number, to: number): number {
  let best = noClass
  for (let arc = out.first[from]!; arc < out.first[from + 1]!; arc++) {
    if (out.node[arc] === to) best = Math.min(best, roadClass[arc]!)
  }
  return best
}
