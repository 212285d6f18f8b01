import { medianOf, percentileOf } from '@kuaiji/figures'
import type { RecordedTimes } from './recorded-call.ts'

const ends = {
  received_to_dispatched: ['receivedMs', 'dispatchedMs'],
  dispatched_to_arrived: ['dispatchedMs', 'arrivedMs'],
  received_to_arrived: ['receivedMs', 'arrivedMs'],
  arrived_to_closed: ['arrivedMs', 'closedMs'],
} as const satisfies Record<string, readonly [keyof RecordedTimes, keyof RecordedTimes]>

export type Interval = keyof typeof ends

/** Seconds; null when there was no call. */
export interface Spread {
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

/** One call as the file has it and as the ledger has it. */
export interface Pair {
  readonly recorded: RecordedTimes
  readonly ledger: RecordedTimes | undefined
  /** The unit was sent later than recorded by so much, and everything after it shifted. */
  readonly delayMs: number
}

export interface Comparison {
  readonly intervals: Readonly<Record<Interval, { readonly recorded: Spread; readonly ledger: Spread }>>
  /** Calls of which some time in the ledger is not the recorded one, a delay that is known apart. */
  readonly mismatches: number
}

export function compare(pairs: readonly Pair[]): Comparison {
  const spreads = Object.entries(ends).map(([interval, [from, to]]) => {
    const seconds = (times: readonly (RecordedTimes | undefined)[]) =>
      spreadOf(times.flatMap(time => (time === undefined ? [] : [time[to] - time[from]])))
    return [
      interval,
      {
        recorded: seconds(pairs.map(pair => pair.recorded)),
        ledger: seconds(pairs.map(pair => pair.ledger)),
      },
    ]
  })
  return {
    intervals: Object.fromEntries(spreads) as Comparison['intervals'],
    mismatches: pairs.filter(pair => !agrees(pair)).length,
  }
}

function agrees({ recorded, ledger, delayMs }: Pair): boolean {
  if (ledger === undefined) return false
  return (
    ledger.receivedMs === recorded.receivedMs &&
    ledger.dispatchedMs === recorded.dispatchedMs + delayMs &&
    ledger.arrivedMs === recorded.arrivedMs + delayMs &&
    ledger.closedMs === recorded.closedMs + delayMs
  )
}

export function spreadOf(ms: readonly number[]): Spread {
  if (ms.length === 0) return { medianSeconds: null, p90Seconds: null }
  const median = medianOf(ms)
  const p90 = percentileOf(ms, 90)
  return {
    medianSeconds: median.numerator / median.denominator / 1000,
    p90Seconds: p90.numerator / p90.denominator / 1000,
  }
}
