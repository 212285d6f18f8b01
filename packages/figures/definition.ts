import type { Label } from '@kuaiji/catalog'
import type { Fraction } from './fraction.ts'
import { checkGrouping, type Grouped } from './grouping.ts'

/**
 * What a figure means: typed data and pure functions over rows. `asAt` is the time at which the newest entry behind the
 * rows was recorded, so that a figure depends on the entries and on nothing else, no clock among them. Times are
 * milliseconds of UTC.
 */
export interface FigureDefinition<Row> {
  /** `M01`, `compliance_arrival`: stable; groups append `_<by>_<key>`. */
  readonly id: string
  /** Raised with every change of what is counted; figures of two versions are not compared. */
  readonly version: number
  readonly title: Label
  /** The whole definition as a reader needs it to reckon the figure by hand. */
  readonly text: Label
  readonly unit: 's' | '%' | 'count'
  /** Places to which the value is rounded, once, half up. */
  readonly decimals: number
  /** A figure that counts people hides cells of 1 to 9; one that counts calls, incidents or orders does not. */
  readonly subject: 'cases' | 'people'
  readonly grouped?: Grouped<Row>
  /** Which timestamp puts a row into a year. */
  readonly window: { readonly by: string; at(row: Row, asAt: number): number }
  /** Whether the row is what the figure is about at all; whatever else keeps it out is an exclusion. */
  concerns(row: Row): boolean
  /** Asked in order: the first that applies drops the row, and is counted and shown. */
  readonly exclusions: readonly Exclusion<Row>[]
  /** Over the rows that remain. For unit `%` the part over the whole. */
  fraction(rows: readonly Row[], asAt: number): Fraction
  readonly companions: readonly Companion<Row>[]
  /** For deadlines: why this row was not in time. */
  breachOf?(row: Row, asAt: number): Breach | undefined
  /** Leaf indexes of the entries this row came from. */
  entries(row: Row): readonly (number | null)[]
}

export interface Exclusion<Row> {
  readonly code: string
  readonly title: Label
  applies(row: Row, asAt: number): boolean
}

/** A figure shown beside the headline, without which that one would mislead. */
export interface Companion<Row> {
  readonly code: string
  readonly title: Label
  readonly decimals: number
  fraction(rows: readonly Row[], asAt: number): Fraction
}

export interface Breach {
  readonly record: string
  readonly reason: string
  readonly title: Label
  /** Null where what was due never came. */
  readonly lateMs: number | null
  /** Leaf index of the entry that started the clock. */
  readonly leaf: number
}

declare const checked: unique symbol
/** A definition that has passed `defineFigure`; only such a one can be reckoned. */
export type Figure<Row> = FigureDefinition<Row> & { readonly [checked]: true }

const defined = new WeakSet<object>()

/** Throws a TypeError that names the figure when it is grouped by anything outside the closed list, or is incomplete. */
export function defineFigure<Row>(definition: FigureDefinition<Row>): Figure<Row> {
  const { id, version, grouped, decimals, title, text, exclusions, companions } = definition
  if (grouped !== undefined) checkGrouping(id, String(grouped.by))
  const whole = (n: number, min: number) => Number.isInteger(n) && n >= min
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(id)) throw new TypeError(`figure ${id}: the id is no code`)
  if (!whole(version, 1)) throw new TypeError(`figure ${id}: versions count from 1`)
  if (!whole(decimals, 0)) throw new TypeError(`figure ${id}: decimals are a whole number`)
  for (const label of [title, text, ...[...exclusions, ...companions].map(part => part.title)])
    checkLabel(id, label)
  defined.add(definition)
  return definition as Figure<Row>
}

export function checkDefined(definition: object): void {
  if (!defined.has(definition)) throw new TypeError('only a figure made by defineFigure is reckoned')
}

const han = /\p{Script=Han}/u

function checkLabel(id: string, { zh, en }: Label): void {
  if (!han.test(zh)) throw new TypeError(`figure ${id}: "${en}" lacks its Chinese words`)
  if (en.trim() === '' || han.test(en)) throw new TypeError(`figure ${id}: "${zh}" lacks its English words`)
}
