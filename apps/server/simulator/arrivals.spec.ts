import { expect, test } from 'vitest'
import { randomStream } from '../city/random.ts'
import { hourlyRate, hourShares, nextArrival } from './arrivals.ts'
import { paces, secondsOf } from './pace.ts'

const monday = new Date('2026-06-01T00:00:00+08:00')
const dayMs = 86_400_000

/** Calls of 40 days, fixed seed. */
function arrivals(callsPerDay: number, days: number): Date[] {
  const random = randomStream(11, 'arrivals')
  const end = monday.getTime() + days * dayMs
  const found: Date[] = []
  for (let at = nextArrival(monday, callsPerDay, random); at.getTime() < end; ) {
    found.push(at)
    at = nextArrival(at, callsPerDay, random)
  }
  return found
}

test('a day brings the given number of calls, within what chance allows', () => {
  const calls = arrivals(1000, 40).length
  // Poisson: 40,000 expected, standard deviation 200; four of them.
  expect(Math.abs(calls - 40_000)).toBeLessThan(800)
})

test('every hour of the day brings its share', () => {
  const byHour = new Array<number>(24).fill(0)
  for (const at of arrivals(1000, 40)) byHour[new Date(at.getTime() + 8 * 3_600_000).getUTCHours()]!++
  byHour.forEach((count, hour) => {
    const at = new Date(monday.getTime() + hour * 3_600_000)
    const expected = 40 * hourlyRate(1000, at)
    expect(Math.abs(count - expected), `hour ${hour}`).toBeLessThan(4.5 * Math.sqrt(expected))
  })
})

test('gaps within an hour are memoryless: their spread equals their mean', () => {
  const busy = arrivals(5000, 40).filter(at => new Date(at.getTime() + 8 * 3_600_000).getUTCHours() === 19)
  const gaps = busy.slice(1).map((at, i) => at.getTime() - busy[i]!.getTime())
  const inner = gaps.filter(gap => gap < 3_600_000)
  const mean = inner.reduce((a, b) => a + b, 0) / inner.length
  const deviation = Math.sqrt(inner.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / inner.length)
  expect(deviation / mean).toBeGreaterThan(0.94)
  expect(deviation / mean).toBeLessThan(1.06)
})

test('calls follow one another, never at or before the moment asked from', () => {
  let before = monday.getTime()
  for (const at of arrivals(3000, 2)) {
    expect(at.getTime()).toBeGreaterThan(before)
    before = at.getTime()
  }
})

test('without calls there is no next one', () => {
  expect(() => nextArrival(monday, 0, randomStream(1, 'x'))).toThrow(RangeError)
  expect(hourShares).toHaveLength(24)
})

test('half of the times lie below the median, nine of ten below the spread says', () => {
  const random = randomStream(3, 'pace')
  const times = Array.from({ length: 20_000 }, () => secondsOf(paces.sign, random)).sort((a, b) => a - b)
  expect(times[10_000]! / paces.sign.medianSeconds).toBeCloseTo(1, 1)
  expect(times[18_000]! / paces.sign.medianSeconds).toBeCloseTo(Math.exp(paces.sign.spread * 1.2816), 1)
  expect(times[0]).toBeGreaterThan(0)
})
