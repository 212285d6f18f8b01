import fc from 'fast-check'
import type { Network } from '../index.ts'

/** A network whose arcs are `[from, to, regular ms, siren ms, class]`, its nodes a metre or so apart. */
export function networkOf(nodeCount: number, arcs: readonly (readonly number[])[]): Network {
  const column = (index: number) => arcs.map(arc => arc[index] ?? 0)
  const nodes = Array.from({ length: nodeCount }, (_, node) => node)
  return {
    nodes: {
      ids: nodes.map(node => 1000 + node),
      lons: nodes.map(node => 120 + (node % 7) * 1e-5),
      lats: nodes.map(node => 30 + Math.floor(node / 7) * 1e-5),
    },
    arcs: {
      from: column(0),
      to: column(1),
      metres: arcs.map(() => 1),
      ms: { regular: column(2), siren: column(3) },
      roadClass: column(4),
    },
    attribution: '',
  }
}

/** Small directed networks with loops, twin arcs, zero times, islands and dead ends. */
export const anyNetwork: fc.Arbitrary<Network> = fc.integer({ min: 1, max: 24 }).chain(nodeCount => {
  const node = fc.integer({ min: 0, max: nodeCount - 1 })
  const ms = fc.integer({ min: 0, max: 20 })
  const roadClass = fc.integer({ min: 0, max: 2 })
  return fc
    .array(fc.tuple(node, node, ms, ms, roadClass), { maxLength: 80 })
    .map(arcs => networkOf(nodeCount, arcs))
})

/** Times from a root to every node by relaxing every arc until nothing changes (Bellman–Ford). */
export function naiveTimes({ nodes, arcs }: Network, root: number, mode: 'regular' | 'siren'): number[] {
  const times = Array.from(nodes.ids, (_, node) => (node === root ? 0 : Number.POSITIVE_INFINITY))
  for (let changed = true; changed; ) {
    changed = false
    for (let arc = 0; arc < arcs.from.length; arc++) {
      const reached = times[arcs.from[arc]!]! + arcs.ms[mode][arc]!
      if (reached >= times[arcs.to[arc]!]!) continue
      times[arcs.to[arc]!] = reached
      changed = true
    }
  }
  return times
}
