import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph, type Network, type RoadGraph, tailsOf } from './graph.ts'
import { anyNetwork, networkOf } from './testing/networks.ts'

/** Arcs as sortable texts, read from one star. */
function arcsOf({ nodeCount, in: entering, out }: RoadGraph, side: 'in' | 'out'): string[] {
  const star = side === 'out' ? out : entering
  const arcs: string[] = []
  for (let node = 0; node < nodeCount; node++) {
    for (let arc = star.first[node]!; arc < star.first[node + 1]!; arc++) {
      const ends = side === 'out' ? [node, star.node[arc]] : [star.node[arc], node]
      arcs.push([...ends, star.ms.regular[arc], star.ms.siren[arc]].join(' '))
    }
  }
  return arcs.sort()
}

describe('a road graph', () => {
  test('holds the arcs of its network, the same seen from either end', () => {
    fc.assert(
      fc.property(anyNetwork, network => {
        const graph = buildGraph(network)
        const { from, to, ms } = network.arcs
        const given = Array.from(from, (tail, arc) =>
          [tail, to[arc], ms.regular[arc], ms.siren[arc]].join(' '),
        )
        expect(arcsOf(graph, 'out')).toEqual(given.sort())
        expect(arcsOf(graph, 'in')).toEqual(arcsOf(graph, 'out'))
      }),
    )
  })

  test('lists the tails of its arcs', () => {
    const graph = buildGraph(
      networkOf(3, [
        [2, 0],
        [0, 1],
        [2, 1],
      ]),
    )
    expect(Array.from(tailsOf(graph))).toEqual([0, 2, 2])
  })

  const broken: readonly [string, (network: Network) => Network, RegExp][] = [
    ['an arc to no node', n => ({ ...n, arcs: { ...n.arcs, to: [7] } }), /arc 0 leads to node 7/],
    ['an arc from half a node', n => ({ ...n, arcs: { ...n.arcs, from: [0.5] } }), /arc 0 names node 0.5/],
    ['a negative time', n => with_(n, { regular: [-1], siren: [1] }), /arc 0 has the regular time -1/],
    ['no time', n => with_(n, { regular: [1], siren: [] }), /arc 0 has the siren time undefined/],
    ['a broken time', n => with_(n, { regular: [Number.NaN], siren: [1] }), /regular time NaN/],
    ['a time of two days', n => with_(n, { regular: [172_800_000], siren: [1] }), /takes 172800000 ms/],
    ['an unknown class', n => ({ ...n, arcs: { ...n.arcs, roadClass: [263] } }), /no road class/],
    ['no length', n => ({ ...n, arcs: { ...n.arcs, metres: [Number.NaN] } }), /arc 0 is NaN m long/],
    ['a node off the globe', n => ({ ...n, nodes: { ...n.nodes, lons: [0, 181] } }), /node 1 is not on/],
    ['a node without latitude', n => ({ ...n, nodes: { ...n.nodes, lats: [0] } }), /coordinates are missing/],
    ['a broken id', n => ({ ...n, nodes: { ...n.nodes, ids: [1.5, 2] } }), /node 0 has the id 1.5/],
  ]
  test.each(broken)('is refused with %s', (_, breakIt, fault) => {
    expect(() => buildGraph(breakIt(networkOf(2, [[0, 1, 3, 2]])))).toThrow(fault)
  })
})

function with_(network: Network, ms: { regular: number[]; siren: number[] }): Network {
  return { ...network, arcs: { ...network.arcs, ms } }
}
