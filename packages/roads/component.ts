import { type Network, sortByNode } from './graph.ts'

/** What is outside the largest strongly connected component and so could not be driven to and from. */
export interface Dropped {
  readonly components: number
  readonly nodes: number
  readonly arcs: number
}

/** The part of a network in which every node reaches every other, nodes and arcs in their old order. */
export function largestComponent(network: Network): { network: Network; dropped: Dropped } {
  const { nodes, arcs } = network
  const nodeCount = nodes.ids.length
  const { first, order } = sortByNode(nodeCount, arcs.from)
  const heads = order.map(arc => arcs.to[arc]!)
  const { componentOf, sizes } = strongComponents(nodeCount, first, heads)
  const largest = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b), 0))
  if (sizes.length === 1) return { network, dropped: { components: 0, nodes: 0, arcs: 0 } }

  const kept = indicesWhere(nodeCount, node => componentOf[node] === largest)
  const keptArcs = indicesWhere(
    arcs.from.length,
    arc => componentOf[arcs.from[arc]!] === largest && componentOf[arcs.to[arc]!] === largest,
  )
  const numberOf = new Int32Array(nodeCount)
  kept.forEach((node, number) => {
    numberOf[node] = number
  })
  const pick = (values: ArrayLike<number>, indices: Int32Array) => Float64Array.from(indices, i => values[i]!)
  return {
    network: {
      nodes: { ids: pick(nodes.ids, kept), lons: pick(nodes.lons, kept), lats: pick(nodes.lats, kept) },
      arcs: {
        from: keptArcs.map(arc => numberOf[arcs.from[arc]!]!),
        to: keptArcs.map(arc => numberOf[arcs.to[arc]!]!),
        metres: pick(arcs.metres, keptArcs),
        ms: { regular: pick(arcs.ms.regular, keptArcs), siren: pick(arcs.ms.siren, keptArcs) },
        roadClass: pick(arcs.roadClass, keptArcs),
      },
      attribution: network.attribution,
    },
    dropped: {
      components: sizes.length - 1,
      nodes: nodeCount - kept.length,
      arcs: arcs.from.length - keptArcs.length,
    },
  }
}

function indicesWhere(count: number, test: (index: number) => boolean): Int32Array {
  let length = 0
  const indices = new Int32Array(count)
  for (let index = 0; index < count; index++) if (test(index)) indices[length++] = index
  return indices.slice(0, length)
}

/**
 * Strongly connected components over compressed sparse rows (Tarjan 1972, its recursion as an explicit path:
 * a chain of a million shape points would overflow the call stack).
 */
export function strongComponents(
  nodeCount: number,
  first: Int32Array,
  heads: Int32Array,
): { componentOf: Int32Array; sizes: number[] } {
  const componentOf = new Int32Array(nodeCount).fill(-1)
  const sizes: number[] = []
  const discovered = new Int32Array(nodeCount)
  const low = new Int32Array(nodeCount)
  const nextArc = first.slice(0, nodeCount)
  const path = new Int32Array(nodeCount)
  const open = new Int32Array(nodeCount)
  let pathLength = 0
  let openLength = 0
  let clock = 0
  const enter = (node: number) => {
    discovered[node] = low[node] = ++clock
    path[pathLength++] = node
    open[openLength++] = node
  }
  const close = (root: number) => {
    let size = 0
    let node: number
    do {
      node = open[--openLength]!
      componentOf[node] = sizes.length
      size++
    } while (node !== root)
    sizes.push(size)
  }
  for (let start = 0; start < nodeCount; start++) {
    if (discovered[start] !== 0) continue
    enter(start)
    while (pathLength > 0) {
      const node = path[pathLength - 1]!
      if (nextArc[node]! < first[node + 1]!) {
        const head = heads[nextArc[node]!++]!
        if (discovered[head] === 0) enter(head)
        else if (componentOf[head] === -1) low[node] = Math.min(low[node]!, discovered[head]!)
        continue
      }
      pathLength--
      if (low[node] === discovered[node]) close(node)
      if (pathLength === 0) continue
      const parent = path[pathLength - 1]!
      low[parent] = Math.min(low[parent]!, low[node]!)
    }
  }
  return { componentOf, sizes }
}
