import { expect, test } from 'vitest'
import { compare, type Pair } from './intervals.ts'

function pair(seconds: readonly [number, number, number, number], change: Partial<Pair> = {}): Pair {
  const [receivedMs, dispatchedMs, arrivedMs, closedMs] = seconds.map(s => s * 1000) as [
    number,
    number,
    number,
    number,
  ]
  const recorded = { receivedMs, dispatchedMs, arrivedMs, closedMs }
  return { recorded, ledger: recorded, delayMs: 0, ...change }
}

test('median and nearest-rank ninetieth percentile of each interval, in seconds', () => {
  const pairs = Array.from({ length: 10 }, (_, i) => pair([0, i + 1, 10 * (i + 1), 100]))
  const { intervals, mismatches } = compare(pairs)
  expect(mismatches).toBe(0)
  expect(intervals.received_to_dispatched.recorded).toEqual({ medianSeconds: 5.5, p90Seconds: 9 })
  expect(intervals.received_to_arrived.ledger).toEqual({ medianSeconds: 55, p90Seconds: 90 })
  expect(intervals.dispatched_to_arrived.ledger).toEqual({ medianSeconds: 49.5, p90Seconds: 81 })
  expect(intervals.arrived_to_closed.ledger).toEqual({ medianSeconds: 45, p90Seconds: 80 })
})

test('a time that the ledger lacks or has otherwise is a mismatch', () => {
  const good = pair([0, 60, 120, 180])
  const times = good.recorded
  const off = (['receivedMs', 'dispatchedMs', 'arrivedMs', 'closedMs'] as const).map(time => ({
    ...good,
    ledger: { ...times, [time]: times[time] + 1 },
  }))
  expect(compare([good, ...off]).mismatches).toBe(4)
  expect(compare([{ ...good, ledger: undefined }]).mismatches).toBe(1)
  expect(compare([{ ...good, ledger: { ...times, arrivedMs: Number.NaN } }]).mismatches).toBe(1)
})

test('a known delay shifts all that follows the dispatch, and nothing before it', () => {
  const { recorded } = pair([0, 60, 120, 180])
  const shifted = { receivedMs: 0, dispatchedMs: 70_000, arrivedMs: 130_000, closedMs: 190_000 }
  expect(compare([{ recorded, ledger: shifted, delayMs: 10_000 }]).mismatches).toBe(0)
  expect(compare([{ recorded, ledger: shifted, delayMs: 0 }]).mismatches).toBe(1)
  expect(compare([{ recorded, ledger: recorded, delayMs: 10_000 }]).mismatches).toBe(1)
})

test('of no calls there is no median', () => {
  expect(compare([]).intervals.arrived_to_closed).toEqual({
    recorded: { medianSeconds: null, p90Seconds: null },
    ledger: { medianSeconds: null, p90Seconds: null },
  })
})
