import type { Clock } from '@kuaiji/kernel'

export interface DemonstrationClockSettings {
  /** Where simulated time begins; not after `realStartedAt`. */
  readonly startedAt: Date
  /** When it began to run. */
  readonly realStartedAt: Date
  /** Simulated seconds per second, at least 1. */
  readonly speed: number
  readonly realNow: () => Date
}

export interface DemonstrationClock extends Clock {
  /** Simulated seconds per second at this moment: `speed` in the past, 1 once the present is reached. */
  speedNow(): number
}

/** setTimeout holds 31 bits of milliseconds; longer waits are cut into pieces. */
const timeoutMsMax = 2 ** 31 - 1

/**
 * A clock that starts in the past, runs at `speed`, reaches the present and stays with it at 1x. With speed 1 it
 * keeps its distance. It never goes backwards, also when the real clock is set back: then it stands still until
 * the real clock has caught up. Throws a RangeError for a start after the real one or a speed below 1.
 */
export function demonstrationClock(settings: DemonstrationClockSettings): DemonstrationClock {
  const { speed, realNow } = settings
  const start = settings.startedAt.getTime()
  const realStart = settings.realStartedAt.getTime()
  const behindMs = realStart - start
  if (!(behindMs >= 0)) throw new RangeError('a demonstration starts in the past, not in the future')
  if (!(speed >= 1 && speed < Number.POSITIVE_INFINITY))
    throw new RangeError(`speed ${speed} is not 1 or more`)
  /** Real milliseconds after which the present is reached. */
  const catchUpMs = behindMs === 0 ? 0 : behindMs / (speed - 1)
  let elapsedMs = 0

  const elapsed = () => {
    elapsedMs = Math.max(elapsedMs, realNow().getTime() - realStart)
    return elapsedMs
  }
  const simulated = (realMs: number) => start + Math.min(realMs * speed, realMs + behindMs)
  /** Real milliseconds from the start until simulated time is `due`: the inverse of `simulated`. */
  const realMsOf = (due: number) => Math.max((due - start) / speed, due - start - behindMs)

  return {
    now: () => new Date(Math.floor(simulated(elapsed()))),
    speedNow: () => (elapsed() < catchUpMs ? speed : 1),
    async until(due, signal) {
      while (!signal.aborted && simulated(elapsed()) < due.getTime()) {
        const waitMs = Math.ceil(realMsOf(due.getTime()) - elapsed())
        await pause(Math.min(Math.max(waitMs, 1), timeoutMsMax), signal)
      }
    },
  }
}

/** Real time; resolves early when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
