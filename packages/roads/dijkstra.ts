import type { Star } from './graph.ts'
import { NodeHeap } from './heap.ts'

/** Time of a node that was not reached; also the bound of a path: 24.8 days. */
export const unreached = 2 ** 31 - 1

/**
 * Shortest times from one root over a star (Dijkstra 1959). Work arrays are made once: a search allocates
 * nothing. One search at a time; its results stand until the next.
 */
export class Dijkstra {
  /** Milliseconds from the root; final for settled nodes, an upper bound or `unreached` for others. */
  readonly ms: Int32Array
  /** The node before this one on its shortest path from the root; -1 at the root and where not reached. */
  readonly before: Int32Array
  readonly #heap: NodeHeap
  readonly #wanted: Uint8Array

  constructor(nodeCount: number) {
    this.ms = new Int32Array(nodeCount)
    this.before = new Int32Array(nodeCount)
    this.#heap = new NodeHeap(nodeCount)
    this.#wanted = new Uint8Array(nodeCount)
  }

  /** Searches until every wanted node is settled or no more can be reached. */
  run(star: Star, weights: Int32Array, root: number, wanted: ArrayLike<number>): void {
    const { ms, before } = this
    const heap = this.#heap
    ms.fill(unreached)
    before.fill(-1)
    heap.size = 0
    let left = this.#mark(wanted)
    ms[root] = 0
    heap.push(root, 0)
    while (heap.size > 0 && left > 0) {
      const node = heap.pop()
      left -= this.#wanted[node]!
      const end = star.first[node + 1]!
      for (let arc = star.first[node]!; arc < end; arc++) {
        const next = star.node[arc]!
        const reached = ms[node]! + weights[arc]!
        const known = ms[next]!
        if (reached >= known) continue
        ms[next] = reached
        before[next] = node
        if (known === unreached) heap.push(next, reached)
        else heap.lower(next, reached)
      }
    }
    for (let i = 0; i < wanted.length; i++) this.#wanted[wanted[i]!] = 0
  }

  /** Counts distinct wanted nodes. */
  #mark(wanted: ArrayLike<number>): number {
    const flags = this.#wanted
    let count = 0
    for (let i = 0; i < wanted.length; i++) {
      const node = wanted[i]!
      if (flags[node] === 1) continue
      flags[node] = 1
      count++
    }
    return count
  }
}
