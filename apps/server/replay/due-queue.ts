/** What has to be done and when: taken out by time, then by rank, then in the order it was put in. */
export class DueQueue<T> {
  readonly #heap: {
    readonly atMs: number
    readonly rank: number
    readonly turn: number
    readonly task: T
  }[] = []
  #turns = 0

  get size(): number {
    return this.#heap.length
  }

  put(atMs: number, rank: number, task: T): void {
    const heap = this.#heap
    heap.push({ atMs, rank, turn: this.#turns++, task })
    for (let at = heap.length - 1; at > 0 && this.#before(at, (at - 1) >> 1); at = (at - 1) >> 1) {
      this.#swap(at, (at - 1) >> 1)
    }
  }

  /** The next task and its time, or undefined when nothing is left. */
  take(): { readonly atMs: number; readonly task: T } | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const child = left + 1 < heap.length && this.#before(left + 1, left) ? left + 1 : left
      if (child >= heap.length || !this.#before(child, at)) return first
      this.#swap(at, child)
      at = child
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i]!
    const b = this.#heap[j]!
    return (a.atMs - b.atMs || a.rank - b.rank || a.turn - b.turn) < 0
  }

  #swap(i: number, j: number): void {
    const heap = this.#heap
    ;[heap[i], heap[j]] = [heap[j]!, heap[i]!]
  }
}
