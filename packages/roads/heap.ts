/**
 * Four-ary min-heap of nodes by time over typed arrays made once; `lower` moves a node up when its time falls.
 * Children of slot i are 4i + 1 to 4i + 4: two cache lines a level, half the levels of a binary heap.
 */
export class NodeHeap {
  size = 0
  readonly #nodes: Int32Array
  readonly #keys: Int32Array
  /** Slot of each node; meaningful only while the node is in the heap. */
  readonly #slots: Int32Array

  constructor(nodeCount: number) {
    this.#nodes = new Int32Array(nodeCount)
    this.#keys = new Int32Array(nodeCount)
    this.#slots = new Int32Array(nodeCount)
  }

  /** Adds a node that is not in the heap. */
  push(node: number, key: number): void {
    this.#rise(this.size++, node, key)
  }

  /** Gives a node in the heap a smaller key. */
  lower(node: number, key: number): void {
    this.#rise(this.#slots[node]!, node, key)
  }

  /** Removes and returns the node with the smallest key. The heap must not be empty. */
  pop(): number {
    const top = this.#nodes[0]!
    const last = --this.size
    if (last > 0) this.#sink(this.#nodes[last]!, this.#keys[last]!)
    return top
  }

  #rise(from: number, node: number, key: number): void {
    const nodes = this.#nodes
    const keys = this.#keys
    let slot = from
    while (slot > 0) {
      const parent = (slot - 1) >> 2
      if (keys[parent]! <= key) break
      this.#place(slot, nodes[parent]!, keys[parent]!)
      slot = parent
    }
    this.#place(slot, node, key)
  }

  #sink(node: number, key: number): void {
    const nodes = this.#nodes
    const keys = this.#keys
    const size = this.size
    let slot = 0
    for (let child = 1; child < size; child = 4 * slot + 1) {
      let least = child
      const end = Math.min(child + 4, size)
      for (let other = child + 1; other < end; other++) if (keys[other]! < keys[least]!) least = other
      if (keys[least]! >= key) break
      this.#place(slot, nodes[least]!, keys[least]!)
      slot = least
    }
    this.#place(slot, node, key)
  }

  #place(slot: number, node: number, key: number): void {
    this.#nodes[slot] = node
    this.#keys[slot] = key
    this.#slots[node] = slot
  }
}
