import type { Clock } from '@kuaiji/kernel'

/** Thrown out of every wait when the agenda is stopped. */
export class Stopped extends Error {
  constructor() {
    super('stopped')
    this.name = 'Stopped'
  }
}

interface Wait {
  readonly at: number
  readonly order: number
  readonly resolve: () => void
  readonly reject: (reason: Stopped) => void
}

/**
 * Waits on a clock for many at once, with one timer for all of them: a city has a thousand people waiting for
 * something. Waits that end together are released in the order they were asked for.
 */
export class Agenda {
  readonly #clock: Clock
  readonly #heap: Wait[] = []
  #order = 0
  #stopped = false
  #sleep = new AbortController()
  #running: Promise<void>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#running = this.#run()
  }

  now(): Date {
    return this.#clock.now()
  }

  /** How many are waiting. */
  get waiting(): number {
    return this.#heap.length
  }

  /** Resolves with `at`, or with now if that is later. Rejects with `Stopped`. */
  async until(at: Date): Promise<Date> {
    if (this.#stopped) throw new Stopped()
    await new Promise<void>((resolve, reject) => {
      const wait = { at: at.getTime(), order: this.#order++, resolve, reject }
      push(this.#heap, wait)
      if (this.#heap[0] === wait) this.#sleep.abort()
    })
    return at
  }

  /** Waits so many simulated seconds from now and gives the time waited for. */
  after(seconds: number): Promise<Date> {
    return this.until(new Date(this.now().getTime() + seconds * 1000))
  }

  /** Ends every wait; resolves when the timer is gone. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#sleep.abort()
    await this.#running
    for (const wait of this.#heap.splice(0)) wait.reject(new Stopped())
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#sleep = new AbortController()
      const next = this.#heap[0]
      await this.#clock.until(new Date(next?.at ?? farAwayMs), this.#sleep.signal)
      const now = this.#clock.now().getTime()
      while (!this.#stopped && this.#heap[0] !== undefined && this.#heap[0].at <= now) {
        pop(this.#heap).resolve()
      }
    }
  }
}

/** The last moment a Date can hold. */
const farAwayMs = 8_640_000_000_000_000

function before(a: Wait, b: Wait): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function push(heap: Wait[], wait: Wait): void {
  let hole = heap.push(wait) - 1
  while (hole > 0) {
    const parent = (hole - 1) >> 1
    if (!before(wait, heap[parent]!)) break
    heap[hole] = heap[parent]!
    hole = parent
  }
  heap[hole] = wait
}

function pop(heap: Wait[]): Wait {
  const top = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return top
  let hole = 0
  for (;;) {
    let child = 2 * hole + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[hole] = heap[child]!
    hole = child
  }
  heap[hole] = last
  return top
}
