const quarterMs = 15 * 60_000
const dayMs = 24 * 3_600_000

/** A time as a wall clock showed it, without zone: milliseconds as if that clock were UTC's. */
export type WallMs = number

const written = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/

/** Reads `2024-03-10T01:06:35.000`. `malformed` is not written so; `impossible` is no day or time of the calendar. */
export function parseWallTime(text: string): WallMs | 'malformed' | 'impossible' {
  const parts = written.exec(text)
  if (parts === null) return 'malformed'
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, ...number[]]
  const wallMs = Date.UTC(
    year,
    month! - 1,
    day,
    hour,
    minute,
    second,
    Number((parts[7] ?? '').padEnd(3, '0')),
  )
  const same = new Date(wallMs).toISOString().startsWith(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:`)
  return same && minute! < 60 && second! < 60 ? wallMs : 'impossible'
}

/** How a time zone's clocks ran; asked through Intl, so it knows what Node's time zone data knows. */
export class TimeZone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  /** Offsets change at whole quarters of an hour, so one answer serves each. */
  readonly #offsets = new Map<number, number>()

  /** Throws a RangeError for a name that is none. */
  constructor(name: string) {
    this.name = name
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  }

  /**
   * The moments at which the clocks showed this time, earliest first: one, none in the hour that is skipped when they
   * are put forward, two in the hour that is repeated when they are put back.
   */
  momentsOf(wallMs: WallMs): readonly number[] {
    const offsets = new Set([this.#offsetAt(wallMs - dayMs), this.#offsetAt(wallMs + dayMs)])
    return [...offsets]
      .map(offset => wallMs - offset)
      .filter(atMs => this.#offsetAt(atMs) === wallMs - atMs)
      .sort((a, b) => a - b)
  }

  #offsetAt(atMs: number): number {
    const quarter = Math.floor(atMs / quarterMs)
    const known = this.#offsets.get(quarter)
    if (known !== undefined) return known
    const offset = this.#askOffset(quarter * quarterMs)
    this.#offsets.set(quarter, offset)
    return offset
  }

  #askOffset(atMs: number): number {
    const named = this.#format.formatToParts(atMs).find(part => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds = '0'] = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(named) ?? []
    if (sign === undefined) return 0
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
    return sign === '-' ? -ms : ms
  }
}
