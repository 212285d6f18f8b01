import type { Label } from '@kuaiji/catalog'
import { type Breach, checkDefined, type Figure, type FigureDefinition } from './definition.ts'
import { count, type Fraction, quotientOf } from './fraction.ts'
import { type Grouping, keyOf } from './grouping.ts'
import { monthIn, type Year } from './year.ts'

/** Over which year, and up to which entry, a figure is reckoned. */
export interface Over {
  readonly year: Year
  /** When the newest entry behind the rows was recorded, milliseconds of UTC. */
  readonly asAt: number
}

/** One number with all that it was reckoned from. */
export interface Reckoned {
  readonly id: string
  readonly version: number
  readonly title: Label
  readonly text: Label
  readonly unit: string
  readonly by: string
  readonly group: { readonly by: Grouping; readonly key: string } | null
  readonly numerator: number
  readonly denominator: number
  /** Null where the denominator is 0, and where the figure is withheld. */
  readonly value: number | null
  /** True where it counts people and fewer than ten: then no number of it may be published. */
  readonly withheld: boolean
  readonly companions: readonly Shown[]
  readonly breaches: readonly Breach[]
  /** Leaf indexes of the entries behind the counted rows, ascending, each once. */
  readonly leaves: Float64Array
}

export interface Shown {
  readonly code: string
  readonly title: Label
  readonly value: number | null
}

interface Group<Row> {
  readonly key: string | null
  readonly counted: Row[]
  readonly dropped: Map<string, number>
}

/** One figure, or one for each group. Pure: the same rows, year and `asAt` give the same numbers. */
export function reckon<Row>(figure: Figure<Row>, rows: Iterable<Row>, over: Over): Reckoned[] {
  checkDefined(figure)
  return [...sortRows(figure, rows, over).values()].map(group => reckonGroup(figure, group, over))
}

function sortRows<Row>(
  { id, grouped, window, exclusions, concerns }: Figure<Row>,
  rows: Iterable<Row>,
  { year, asAt }: Over,
): Map<string | null, Group<Row>> {
  const groups = new Map<string | null, Group<Row>>()
  const groupOf = (key: string | null) => {
    const group: Group<Row> = groups.get(key) ?? { key, counted: [], dropped: new Map() }
    groups.set(key, group)
    return group
  }
  for (const key of grouped?.always ?? [null]) groupOf(key)
  for (const row of rows) {
    if (!concerns(row)) continue
    const at = window.at(row, asAt)
    if (at < year.from || at >= year.to) continue
    const by = grouped?.by
    const value = by === 'month' ? monthIn(year.timeZone, at) : by === undefined ? null : row[by as keyof Row]
    const group = groupOf(by === undefined ? null : keyOf(id, value))
    const exclusion = exclusions.find(({ applies }) => applies(row, asAt))
    if (exclusion === undefined) group.counted.push(row)
    else group.dropped.set(exclusion.code, (group.dropped.get(exclusion.code) ?? 0) + 1)
  }
  return grouped === undefined ? groups : inOrder(groups, grouped.always)
}

/** Those always shown in their own order, then the others by code, so that two reckonings list alike. */
function inOrder<Row>(groups: Map<string | null, Group<Row>>, always: readonly string[]) {
  const others = [...groups.keys()].filter(key => !always.includes(key as string)).sort()
  return new Map([...always, ...others].map(key => [key, groups.get(key) as Group<Row>]))
}

function reckonGroup<Row>(
  figure: Figure<Row>,
  { key, counted, dropped }: Group<Row>,
  { asAt }: Over,
): Reckoned {
  const { id, version, text, unit, decimals, window, grouped, exclusions, companions, breachOf } = figure
  const fraction = figure.fraction(counted, asAt)
  const withheld = figure.subject === 'people' && cellsOf(figure.unit, fraction).some(isFew)
  const breaches = counted.flatMap(row => breachOf?.(row, asAt) ?? []).sort((a, b) => a.leaf - b.leaf)
  return {
    id: grouped === undefined ? id : `${id}_${grouped.by}_${key}`,
    version,
    title: grouped === undefined || key === null ? figure.title : grouped.titleOf(key),
    text,
    unit,
    by: window.by,
    group: grouped === undefined || key === null ? null : { by: grouped.by as Grouping, key },
    ...fraction,
    value: withheld ? null : quotientOf(fraction, decimals, unit === '%' ? 100 : 1),
    withheld,
    companions: [
      ...companions.map(({ code, title, decimals, fraction }) => ({
        code,
        title,
        value: quotientOf(fraction(counted, asAt), decimals),
      })),
      ...exclusions.map(({ code, title }) => ({
        code: `dropped_${code}`,
        title,
        value: dropped.get(code) ?? 0,
      })),
      ...breachCounts(breaches),
    ],
    breaches,
    leaves: leavesOf(counted, figure),
  }
}

/** Rule (g) of the metrics: 1 to 9 people could be known one by one; 0 tells of nobody. */
function isFew(people: number): boolean {
  return people > 0 && people < 10
}

/** The numbers of people a published figure tells or lets be reckoned: of a share also those who are not in it. */
function cellsOf(unit: FigureDefinition<never>['unit'], { numerator, denominator }: Fraction): number[] {
  switch (unit) {
    case 'count':
      return [numerator]
    case 's':
      return [denominator]
    case '%':
      return [numerator, denominator, denominator - numerator]
  }
}

function breachCounts(breaches: readonly Breach[]): Shown[] {
  const byReason = Map.groupBy(breaches, ({ reason }) => reason)
  return [...byReason]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, some]) => ({
      code: `breach_${reason}`,
      title: some[0]!.title,
      value: quotientOf(count(some.length), 0),
    }))
}

/** A typed array sorts numbers ten times as fast as an array of them, and a year has millions of entries. */
function leavesOf<Row>(rows: readonly Row[], { entries }: Figure<Row>): Float64Array {
  const all: number[] = []
  for (const row of rows) for (const leaf of entries(row)) if (leaf !== null) all.push(leaf)
  return Float64Array.from(all)
    .sort()
    .filter((leaf, i, sorted) => leaf !== sorted[i - 1])
}
