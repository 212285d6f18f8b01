import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph, type Network } from './graph.ts'
import { Roads } from './roads.ts'
import { anyNetwork, naiveTimes, networkOf } from './testing/networks.ts'

const mode = fc.constantFrom('regular' as const, 'siren' as const)

function reversed(network: Network): Network {
  return { ...network, arcs: { ...network.arcs, from: network.arcs.to, to: network.arcs.from } }
}

describe('travel times', () => {
  test('equal those of a naive search from every node to every other, in both modes', () => {
    fc.assert(
      fc.property(anyNetwork, mode, (network, mode) => {
        const roads = new Roads(buildGraph(network))
        const nodes = Array.from(network.nodes.ids, (_, node) => node)
        const naive = nodes.map(from => naiveTimes(network, from, mode))
        for (const target of nodes) {
          const expected = nodes.map(from => (naive[from]![target] === Infinity ? -1 : naive[from]![target]))
          expect(Array.from(roads.travelTimes(nodes, target, mode))).toEqual(expected)
        }
      }),
    )
  })

  test('obey the triangle', () => {
    fc.assert(
      fc.property(anyNetwork, mode, fc.nat(), fc.nat(), fc.nat(), (network, mode, a, b, c) => {
        const roads = new Roads(buildGraph(network))
        const count = network.nodes.ids.length
        const time = (from: number, to: number) => {
          const ms = roads.travelTimes([from % count], to % count, mode)[0]!
          return ms === -1 ? Number.POSITIVE_INFINITY : ms
        }
        expect(time(a, c)).toBeLessThanOrEqual(time(a, b) + time(b, c))
      }),
    )
  })

  test('are the same there on the network as back on its reverse', () => {
    fc.assert(
      fc.property(anyNetwork, mode, fc.nat(), fc.nat(), (network, mode, a, b) => {
        const count = network.nodes.ids.length
        const there = new Roads(buildGraph(network)).travelTimes([a % count], b % count, mode)
        const back = new Roads(buildGraph(reversed(network))).travelTimes([b % count], a % count, mode)
        expect(there).toEqual(back)
      }),
    )
  })

  test('do not depend on what was asked before, how often a source is named, or which others are asked', () => {
    fc.assert(
      fc.property(anyNetwork, fc.array(fc.nat(), { minLength: 1 }), fc.nat(), (network, picks, pick) => {
        const count = network.nodes.ids.length
        const sources = picks.map(source => source % count)
        const roads = new Roads(buildGraph(network))
        const together = roads.travelTimes(sources, pick % count, 'siren')
        roads.travelTimes([0], 0, 'regular')
        const apart = sources.map(source => roads.travelTimes([source], pick % count, 'siren')[0])
        expect(Array.from(together)).toEqual(apart)
      }),
    )
  })

  test('beyond 31 bits of milliseconds count as unreachable, never as a wrong small number', () => {
    const day = 24 * 3600 * 1000
    const arcs = Array.from({ length: 30 }, (_, node) => [node, node + 1, day, day])
    const roads = new Roads(buildGraph(networkOf(31, arcs)))
    expect(Array.from(roads.travelTimes([0, 5, 6, 30], 30, 'regular'))).toEqual([-1, -1, 24 * day, 0])
  })

  test('refuse a node that is not there', () => {
    const roads = new Roads(buildGraph(networkOf(2, [[0, 1, 1, 1]])))
    for (const node of [-1, 2, 0.5, Number.NaN]) {
      expect(() => roads.travelTimes([0], node, 'regular')).toThrow(RangeError)
      expect(() => roads.travelTimes([0, node], 1, 'regular')).toThrow(RangeError)
    }
    expect(roads.travelTimes([], 1, 'regular')).toHaveLength(0)
  })
})

describe('a route', () => {
  test('runs along arcs from start to end and takes the travel time', () => {
    fc.assert(
      fc.property(anyNetwork, mode, fc.nat(), fc.nat(), (network, mode, a, b) => {
        const count = network.nodes.ids.length
        const [from, to] = [a % count, b % count]
        const roads = new Roads(buildGraph(network))
        const ms = roads.travelTimes([from], to, mode)[0]!
        const drive = roads.route(from, to, mode)
        expect(drive?.ms ?? -1).toBe(ms)
        if (drive === undefined) return
        expect([drive.nodes[0], drive.nodes.at(-1)]).toEqual([from, to])
        expect([drive.atMs[0], drive.atMs.at(-1)]).toEqual([0, ms])
        for (let i = 1; i < drive.nodes.length; i++) {
          const taken = drive.atMs[i]! - drive.atMs[i - 1]!
          const { arcs } = network
          const joining = Array.from(arcs.from, (_, arc) => arc).filter(
            arc => arcs.from[arc] === drive.nodes[i - 1] && arcs.to[arc] === drive.nodes[i],
          )
          expect(joining.map(arc => arcs.ms[mode][arc])).toContain(taken)
        }
      }),
    )
  })

  test('places a unit on its way between the points it passes', () => {
    const network = networkOf(3, [
      [0, 1, 1000, 500],
      [1, 2, 3000, 1500],
    ])
    const roads = new Roads(
      buildGraph({
        ...network,
        nodes: { ids: [7, 8, 9], lons: [120, 120.01, 120.01], lats: [30, 30, 30.03] },
      }),
    )
    const drive = roads.route(0, 2, 'regular')!
    expect(roads.pointAt(drive, -5)).toEqual({ lon: 120, lat: 30 })
    expect(roads.pointAt(drive, 500)).toEqual({ lon: 120.005, lat: 30 })
    expect(roads.pointAt(drive, 1000)).toEqual({ lon: 120.01, lat: 30 })
    expect(roads.pointAt(drive, 2000).lat).toBeCloseTo(30.01, 9)
    expect(roads.pointAt(drive, 9000)).toEqual({ lon: 120.01, lat: 30.03 })
    expect([roads.findNode(8), roads.findNode(10)]).toEqual([1, undefined])
  })
})
