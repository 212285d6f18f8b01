import type { Label } from '@kuaiji/catalog'
import { type Breach, defineFigure, type Figure, type FigureDefinition } from './definition.ts'
import { type Fraction, quotientOf } from './fraction.ts'

/** What one row says of a deadline, milliseconds of UTC. */
export interface DeadlineClock {
  readonly record: string
  readonly startedAt: number
  /** Leaf index of the entry that started it. */
  readonly startedLeaf: number
  readonly limitSeconds: number
  readonly reachedAt: number | null
  /** The time is a bound: a later milestone proved that this one had happened by then. */
  readonly inferred: boolean
  /** When what was due was called off. */
  readonly stoppedAt: number | null
}

type Outcome =
  | { readonly kind: 'met'; readonly at: number }
  | { readonly kind: 'stopped' | 'running'; readonly at: number }
  | {
      readonly kind: 'breached'
      readonly at: number
      readonly reason: BreachReason
      readonly lateMs: number | null
    }

const breachReasons = {
  late: { zh: '超时完成', en: 'Done, but late' },
  missing: { zh: '到期未完成', en: 'Not done when due' },
  unproven: { zh: '仅有推定时间，不能证明按时', en: 'Only an inferred time, too late to prove it' },
} as const satisfies Record<string, Label>

type BreachReason = keyof typeof breachReasons

/** Met by the very millisecond it is due. What is called off before it is due is neither met nor breached. */
export function outcomeOf(clock: DeadlineClock, asAt: number): Outcome {
  const { reachedAt, stoppedAt, inferred } = clock
  const dueAt = clock.startedAt + clock.limitSeconds * 1000
  if (reachedAt !== null && reachedAt <= dueAt) return { kind: 'met', at: reachedAt }
  if (stoppedAt !== null && stoppedAt <= dueAt) return { kind: 'stopped', at: stoppedAt }
  if (reachedAt !== null)
    return { kind: 'breached', at: dueAt, reason: inferred ? 'unproven' : 'late', lateMs: reachedAt - dueAt }
  if (asAt <= dueAt) return { kind: 'running', at: dueAt }
  return { kind: 'breached', at: dueAt, reason: 'missing', lateMs: null }
}

export interface DeadlineFigure<Row>
  extends Pick<FigureDefinition<Row>, 'id' | 'version' | 'title' | 'text' | 'entries'> {
  readonly grouped?: NonNullable<FigureDefinition<Row>['grouped']>
  /** What keeps a row out whatever its clock says; counted and shown before the clock is looked at. */
  readonly exclusions?: FigureDefinition<Row>['exclusions']
  /** What calls it off, in words: the call was given up, the order was taken back. */
  readonly stopped: Label
  /** Rows without a clock are not what the figure is about. */
  findClock(row: Row): DeadlineClock | undefined
}

/**
 * M44: clocks met / clocks due, to two decimals, in the year in which the clock closed: when it was met, else when it was
 * due. Every breach is listed with its reason. A clock that is still running is due to nobody yet.
 */
export function deadlineFigure<Row>(spec: DeadlineFigure<Row>): Figure<Row> {
  const { findClock, stopped, exclusions = [], ...rest } = spec
  const outcome = (row: Row, asAt: number) => outcomeOf(findClock(row) as DeadlineClock, asAt)
  const isOf = (kind: Outcome['kind']) => (row: Row, asAt: number) => outcome(row, asAt).kind === kind
  return defineFigure<Row>({
    ...rest,
    unit: '%',
    decimals: 2,
    subject: 'cases',
    window: { by: 'clock_closed', at: (row, asAt) => outcome(row, asAt).at },
    concerns: row => findClock(row) !== undefined,
    exclusions: [
      ...exclusions,
      { code: 'called_off', title: stopped, applies: isOf('stopped') },
      { code: 'running', title: { zh: '尚未到期', en: 'Not due yet' }, applies: isOf('running') },
    ],
    fraction: (rows, asAt): Fraction => ({
      numerator: rows.filter(row => outcome(row, asAt).kind === 'met').length,
      denominator: rows.length,
    }),
    companions: [],
    breachOf(row, asAt): Breach | undefined {
      const clock = findClock(row) as DeadlineClock
      const found = outcomeOf(clock, asAt)
      if (found.kind !== 'breached') return undefined
      const { reason, lateMs } = found
      return { record: clock.record, reason, title: breachReasons[reason], lateMs, leaf: clock.startedLeaf }
    },
  })
}

/** How late, in seconds to one decimal. */
export function lateSeconds({ lateMs }: Pick<Breach, 'lateMs'>): number | null {
  return lateMs === null ? null : quotientOf({ numerator: lateMs, denominator: 1000 }, 1)
}
