import type { Random } from '../city/random.ts'

/** Calls by hour of the day (Asia/Shanghai), as a share of the day's mean: quiet before dawn, busiest in the evening. */
export const hourShares: readonly number[] = [
  0.72, 0.55, 0.44, 0.36, 0.32, 0.36, 0.55, 0.85, 1.08, 1.16, 1.15, 1.12, 1.05, 1.06, 1.12, 1.18, 1.22, 1.3,
  1.4, 1.5, 1.52, 1.44, 1.22, 0.95,
]
const sharesSum = hourShares.reduce((a, b) => a + b, 0)
const hourMs = 3_600_000
const zoneMs = 8 * hourMs

/** Calls per hour expected in the hour that holds `at`. */
export function hourlyRate(callsPerDay: number, at: Date): number {
  const hour = Math.floor((at.getTime() + zoneMs) / hourMs) % 24
  return (callsPerDay * hourShares[hour]!) / sharesSum
}

/**
 * Time of the next call after `after`: a Poisson process whose rate changes from hour to hour, drawn by using up
 * one exponential amount of expected calls. Throws a RangeError when no calls are expected at all.
 */
export function nextArrival(after: Date, callsPerDay: number, random: Random): Date {
  if (!(callsPerDay > 0)) throw new RangeError('calls per day must be more than none')
  let left = -Math.log(1 - random())
  let at = after.getTime()
  for (;;) {
    const rate = hourlyRate(callsPerDay, new Date(at)) / hourMs
    const hourEnds = (Math.floor(at / hourMs) + 1) * hourMs
    const expected = rate * (hourEnds - at)
    if (left < expected) return new Date(Math.ceil(at + left / rate))
    left -= expected
    at = hourEnds
  }
}
