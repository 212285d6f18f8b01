import type { Clock } from '@kuaiji/kernel'

interface Waiter {
  readonly dueMs: number
  readonly wake: () => void
}

/** A clock that stands still until it is moved on: it walks through the times of a record, from one to the next. */
export class ReplayClock implements Clock {
  #nowMs: number
  readonly #waiting = new Set<Waiter>()

  constructor(startedAt: Date) {
    this.#nowMs = startedAt.getTime()
  }

  now(): Date {
    return new Date(this.#nowMs)
  }

  /** Moves on to a time; to one that is past already it stays where it is. */
  advance(toMs: number): void {
    if (toMs <= this.#nowMs) return
    this.#nowMs = toMs
    for (const waiter of this.#waiting) if (waiter.dueMs <= toMs) waiter.wake()
  }

  until(due: Date, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal.aborted || due.getTime() <= this.#nowMs) return resolve()
      const wake = () => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const waiter = { dueMs: due.getTime(), wake }
      this.#waiting.add(waiter)
      signal.addEventListener('abort', wake)
    })
  }
}
