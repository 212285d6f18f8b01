import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largestComponent, strongComponents } from './component.ts'
import { buildGraph } from './graph.ts'
import { anyNetwork, naiveTimes, networkOf } from './testing/networks.ts'

describe('the largest strongly connected component', () => {
  test('two nodes share a component exactly when each reaches the other', () => {
    fc.assert(
      fc.property(anyNetwork, network => {
        const { out, nodeCount } = buildGraph(network)
        const { componentOf, sizes } = strongComponents(nodeCount, out.first, out.node)
        const reach = Array.from({ length: nodeCount }, (_, node) => naiveTimes(network, node, 'regular'))
        for (let a = 0; a < nodeCount; a++) {
          for (let b = 0; b < nodeCount; b++) {
            const mutual = Number.isFinite(reach[a]![b]!) && Number.isFinite(reach[b]![a]!)
            expect(componentOf[a] === componentOf[b]).toBe(mutual)
          }
        }
        expect(sizes.reduce((a, b) => a + b, 0)).toBe(nodeCount)
      }),
    )
  })

  test('keeps its nodes and arcs in order and counts the rest', () => {
    // 0 → 1 ⇄ 2 ⇄ 3, 4 ⇄ 5, 6 alone
    const network = networkOf(7, [
      [0, 1, 5, 4],
      [1, 2, 6, 5],
      [2, 1, 7, 6],
      [4, 5, 1, 1],
      [2, 3, 8, 7],
      [5, 4, 1, 1],
      [3, 2, 9, 8],
    ])
    const { network: kept, dropped } = largestComponent(network)
    expect(dropped).toEqual({ components: 3, nodes: 4, arcs: 3 })
    expect(Array.from(kept.nodes.ids)).toEqual([1001, 1002, 1003])
    expect(Array.from(kept.arcs.from)).toEqual([0, 1, 1, 2])
    expect(Array.from(kept.arcs.to)).toEqual([1, 0, 2, 1])
    expect(Array.from(kept.arcs.ms.siren)).toEqual([5, 6, 7, 8])
  })

  test('a road of 300,000 points does not exhaust the call stack', () => {
    const length = 300_000
    const first = Int32Array.from({ length: length + 1 }, (_, node) => node)
    const heads = Int32Array.from({ length }, (_, node) => (node + 1) % length)
    expect(strongComponents(length, first, heads).sizes).toEqual([length])
  })
})
