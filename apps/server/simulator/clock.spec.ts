import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { demonstrationClock } from './clock.ts'

const realStartedAt = new Date('2026-11-23T00:00:00Z')
const hoursBefore = (hours: number) => new Date(realStartedAt.getTime() - hours * 3_600_000)

/** A clock whose real time is set by hand, in milliseconds after the start. */
function clockAt(hours: number, speed: number) {
  let real = 0
  const realNow = () => new Date(realStartedAt.getTime() + real)
  const clock = demonstrationClock({ startedAt: hoursBefore(hours), realStartedAt, speed, realNow })
  return {
    clock,
    realNow,
    set: (ms: number) => {
      real = ms
    },
  }
}

const history = fc.double({ min: 0, max: 10_000, noNaN: true })
const speeds = fc.double({ min: 1, max: 600, noNaN: true })
const realMs = fc.integer({ min: 0, max: 40_000_000 })

test('it starts where it was told to', () => {
  expect(clockAt(24, 60).clock.now()).toEqual(hoursBefore(24))
})

test('it never goes backwards, and never ahead of the present, whatever the real clock does', () => {
  fc.assert(
    fc.property(
      history,
      speeds,
      fc.array(realMs, { minLength: 2, maxLength: 30 }),
      (hours, speed, moments) => {
        const { clock, set, realNow } = clockAt(hours, speed)
        let before = Number.NEGATIVE_INFINITY
        let latest = 0
        for (const ms of moments) {
          set(ms)
          latest = Math.max(latest, realNow().getTime())
          const now = clock.now().getTime()
          expect(now).toBeGreaterThanOrEqual(before)
          expect(now).toBeLessThanOrEqual(latest)
          before = now
        }
      },
    ),
  )
})

test('it runs at its speed until it reaches the present, then with it', () => {
  fc.assert(
    fc.property(history, fc.double({ min: 1.5, max: 600, noNaN: true }), realMs, (hours, speed, ms) => {
      const { clock, set, realNow } = clockAt(hours, speed)
      set(ms)
      const behind = hours * 3_600_000
      const ran = clock.now().getTime() - hoursBefore(hours).getTime()
      if (ms * speed < ms + behind - 2) {
        expect(Math.abs(ran - ms * speed)).toBeLessThanOrEqual(2)
        expect(clock.speedNow()).toBe(speed)
      } else {
        expect(realNow().getTime() - clock.now().getTime()).toBeLessThanOrEqual(3)
      }
    }),
  )
})

test('at the present its speed is 1', () => {
  const { clock, set } = clockAt(1, 61)
  set(59_999)
  expect(clock.speedNow()).toBe(61)
  set(60_001)
  expect(clock.speedNow()).toBe(1)
})

test('a start in the future and a speed below 1 are refused', () => {
  expect(() => clockAt(-1, 10)).toThrow(RangeError)
  expect(() => clockAt(1, 0.5)).toThrow(RangeError)
  expect(() => clockAt(1, Number.NaN)).toThrow(RangeError)
})

test('the real clock set back makes it stand, not turn', () => {
  const { clock, set } = clockAt(10, 10)
  set(100_000)
  const before = clock.now()
  set(40_000)
  expect(clock.now()).toEqual(before)
  set(100_100)
  expect(clock.now().getTime()).toBe(before.getTime() + 1000)
})

test('any number of clocks read alike: it has no state but the real time seen', () => {
  fc.assert(
    fc.property(history, speeds, realMs, (hours, speed, ms) => {
      const one = clockAt(hours, speed)
      const other = clockAt(hours, speed)
      one.set(ms / 2)
      one.clock.now()
      one.set(ms)
      other.set(ms)
      expect(one.clock.now()).toEqual(other.clock.now())
    }),
  )
})

test('a clock that began an hour ago and one made now with the same start agree', () => {
  const at = new Date(realStartedAt.getTime() + 3_600_000)
  const make = () =>
    demonstrationClock({ startedAt: hoursBefore(50), realStartedAt, speed: 10, realNow: () => at })
  expect(make().now()).toEqual(make().now())
})

for (const [name, hours, dueHours] of [
  ['in the past', 10, 2],
  ['across the meeting with the present', 1, 3],
  ['at the present', 0, 1],
] as const) {
  test(`until resolves at the due time and not before: ${name}`, async () => {
    const clock = demonstrationClock({
      startedAt: hoursBefore(hours),
      realStartedAt,
      speed: 60,
      realNow: () => new Date(),
    })
    const due = new Date(hoursBefore(hours).getTime() + dueHours * 3_600_000)
    let reachedAt: Date | undefined
    const waiting = clock.until(due, new AbortController().signal).then(() => {
      reachedAt = clock.now()
    })
    while (reachedAt === undefined) await vi.advanceTimersToNextTimerAsync()
    await waiting
    expect(reachedAt.getTime()).toBeGreaterThanOrEqual(due.getTime())
    expect(reachedAt.getTime() - due.getTime()).toBeLessThanOrEqual(60)
  })
}

test('until resolves at once for a time gone by and when its signal aborts', async () => {
  const clock = demonstrationClock({
    startedAt: hoursBefore(1),
    realStartedAt,
    speed: 2,
    realNow: () => new Date(),
  })
  await clock.until(hoursBefore(2), new AbortController().signal)
  const abort = new AbortController()
  const waiting = clock.until(new Date(realStartedAt.getTime() + 1e12), abort.signal)
  abort.abort()
  await waiting
  expect(vi.getTimerCount()).toBe(0)
})

beforeEach(() => {
  vi.useFakeTimers({ now: realStartedAt })
})
afterEach(() => {
  vi.useRealTimers()
})
