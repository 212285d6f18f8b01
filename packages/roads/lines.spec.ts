import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph } from './graph.ts'
import { roadLines } from './lines.ts'
import { anyNetwork, networkOf } from './testing/networks.ts'

const both = (from: number, to: number, roadClass: number) => [
  [from, to, 1, 1, roadClass],
  [to, from, 1, 1, roadClass],
]

describe('lines of a network', () => {
  test('draw every joined pair of nodes exactly once, in its best class', () => {
    fc.assert(
      fc.property(anyNetwork, network => {
        const expected = new Map<string, number>()
        const { from, to, roadClass } = network.arcs
        for (let arc = 0; arc < from.length; arc++) {
          if (from[arc] === to[arc]) continue
          const key = [from[arc]!, to[arc]!].sort((a, b) => a - b).join()
          expected.set(key, Math.min(expected.get(key) ?? 9, roadClass[arc]!))
        }
        const drawn = roadLines(buildGraph(network)).flatMap(line =>
          line.nodes.slice(1).map((node, i): [string, number] => {
            return [[line.nodes[i]!, node].sort((a, b) => a - b).join(), line.roadClass]
          }),
        )
        expect(drawn).toHaveLength(expected.size)
        expect(new Map(drawn)).toEqual(expected)
      }),
    )
  })

  test('run through shape points and end at crossings, changes of class and dead ends', () => {
    const graph = buildGraph(
      networkOf(7, [
        ...both(0, 1, 2),
        ...both(1, 2, 2),
        ...both(2, 3, 2),
        ...both(2, 4, 2),
        ...both(4, 5, 1),
        [5, 6, 1, 1, 1],
      ]),
    )
    const lines = roadLines(graph).map(line => line.nodes.join('-'))
    expect(lines.sort()).toEqual(['0-1-2', '2-3', '2-4', '4-5-6'])
  })

  test('close a ring without a crossing', () => {
    const graph = buildGraph(
      networkOf(4, [
        [1, 2, 1, 1, 3],
        [2, 3, 1, 1, 3],
        [3, 1, 1, 1, 3],
      ]),
    )
    expect(roadLines(graph)).toEqual([{ roadClass: 3, nodes: [1, 2, 3, 1] }])
  })
})
