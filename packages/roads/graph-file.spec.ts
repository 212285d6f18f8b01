import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph } from './graph.ts'
import { readGraph, writeGraph } from './graph-file.ts'
import { anyNetwork, networkOf } from './testing/networks.ts'

const graph = buildGraph({
  ...networkOf(3, [
    [0, 1, 5, 4, 1],
    [1, 2, 6, 5, 2],
    [2, 0, 7, 6, 6],
  ]),
  attribution: '© 某地图的贡献者',
})

describe('the graph file', () => {
  test('gives back the graph that was written', () => {
    fc.assert(
      fc.property(anyNetwork, network => {
        const graph = buildGraph(network)
        expect(readGraph(writeGraph(graph))).toEqual(graph)
      }),
    )
    expect(readGraph(writeGraph(graph))).toEqual(graph)
  })

  test('is read from the middle of a larger buffer', () => {
    const bytes = writeGraph(graph)
    const larger = new Uint8Array(bytes.length + 10)
    larger.set(bytes, 3)
    expect(readGraph(larger.subarray(3, 3 + bytes.length))).toEqual(graph)
  })

  test('is refused when any byte is altered', () => {
    const bytes = writeGraph(graph)
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice()
      altered[at]! ^= 0x40
      expect(() => readGraph(altered, 'city.graph'), `byte ${at}`).toThrow(/^city\.graph: /)
    }
  })

  test('is refused when cut anywhere or lengthened', () => {
    const bytes = writeGraph(graph)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readGraph(bytes.subarray(0, length)), `${length} bytes`).toThrow(
        /cut short|not a road graph/,
      )
    }
    expect(() => readGraph(new Uint8Array([...bytes, 0]))).toThrow('has 1 bytes too many')
  })

  test('is refused when it holds an unsound graph under a right checksum', () => {
    const bytes = writeGraph(graph)
    const firstHead = 64 + 3 * 24 + 4 * 4
    new DataView(bytes.buffer).setInt32(firstHead, 99, true)
    bytes.fill(0, 24, 56)
    bytes.set(createHash('sha256').update(bytes).digest(), 24)
    expect(() => readGraph(bytes, 'city.graph')).toThrow(
      'city.graph: holds an unsound graph: arc 0 leads to node 99',
    )
  })

  test('of another version says so', () => {
    const bytes = writeGraph(graph)
    bytes[8] = 9
    expect(() => readGraph(bytes)).toThrow('has version 9, this program reads version 1')
  })
})
