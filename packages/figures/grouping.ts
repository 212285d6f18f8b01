import type { Label } from '@kuaiji/catalog'

/**
 * The only ways a figure may be split. A person, an officer, an actor or an account is not among them, and a rate that
 * is nobody's in particular cannot become somebody's score (design §1; reference S063, rule (i) of the metrics).
 */
export const groupings = [
  'grade',
  'type',
  'district',
  'urban',
  'mode',
  'month',
  'station',
  'unitType',
] as const
export type Grouping = (typeof groupings)[number]

/** `by` names a column of the counted rows, so that no function can smuggle in another key; a month is the window's own. */
export interface Grouped<Row> {
  readonly by: (Grouping & keyof Row) | 'month'
  /** Shown even where nothing was counted. */
  readonly always: readonly string[]
  titleOf(key: string): Label
}

/** Throws a TypeError naming the figure: the closed list holds at run time too. */
export function checkGrouping(figure: string, by: string): void {
  if ((groupings as readonly string[]).includes(by)) return
  throw new TypeError(
    `figure ${figure}: a figure is never grouped by "${by}", only by ${groupings.join(', ')}`,
  )
}

/** Codes and numbers only: a name, an address or the id of a record is none. */
const codePattern = /^[a-z0-9][a-z0-9_-]{0,39}$/i
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-/i

/** The group of a row as a code; `unknown` where the row does not say. Throws when the column holds anything but codes. */
export function keyOf(figure: string, value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  const key = String(value)
  if (codePattern.test(key) && !idPattern.test(key)) return key
  throw new TypeError(`figure ${figure}: a group is named by a code, and this is none`)
}
