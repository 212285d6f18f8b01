/** A year of a jurisdiction: [1 January 00:00, next 1 January 00:00) on its own clocks, as milliseconds of UTC. */
export interface Year {
  readonly year: number
  /** IANA name. */
  readonly timeZone: string
  readonly from: number
  readonly to: number
}

/** Throws a RangeError when there is no such time zone. */
export function yearIn(timeZone: string, year: number): Year {
  return { year, timeZone, from: newYear(year, timeZone), to: newYear(year + 1, timeZone) }
}

/** `2026-03`: the month of a moment on the clocks of a time zone. */
export function monthIn(timeZone: string, ms: number): string {
  return localTime(timeZone, ms).toISOString().slice(0, 7)
}

export function yearAt(timeZone: string, ms: number): number {
  return localTime(timeZone, ms).getUTCFullYear()
}

/** The moment at which the clocks of a zone show New Year: the offset is looked up where it is used, so twice. */
function newYear(year: number, timeZone: string): number {
  const asIfUtc = Date.UTC(year, 0, 1)
  const offsetMs = (ms: number) => localTime(timeZone, ms).getTime() - ms
  return asIfUtc - offsetMs(asIfUtc - offsetMs(asIfUtc))
}

/** What a clock of the zone shows, written as if it were UTC; to the second, which is all that an offset needs. */
function localTime(timeZone: string, ms: number): Date {
  const wholeMs = Math.floor(ms / 1000) * 1000
  const shown = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(wholeMs)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  const { year, month, day, hour, minute, second } = shown
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}
