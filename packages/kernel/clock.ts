/** The one source of time: `at`, `recordedAt`, ids, timers and the future check all read it. */
export interface Clock {
  now(): Date
  /** Resolves when `due` is reached on this clock, or at once when `signal` aborts. */
  until(due: Date, signal: AbortSignal): Promise<void>
}

/** setTimeout holds 31 bits of milliseconds; longer waits are cut into pieces. */
const timeoutMsMax = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => new Date(),
  async until(due, signal) {
    while (!signal.aborted) {
      const waitMs = due.getTime() - Date.now()
      if (waitMs <= 0) return
      await pause(Math.min(waitMs, timeoutMsMax), signal)
    }
  },
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
