import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Agenda, Stopped } from './agenda.ts'
import { demonstrationClock } from './clock.ts'

const start = new Date('2026-11-23T00:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

function fastClock() {
  const startedAt = new Date(start.getTime() - 1e9)
  return demonstrationClock({ startedAt, realStartedAt: start, speed: 600, realNow: () => new Date() })
}

test('waits end in the order of their times, whatever the order they were asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 500_000 }), { maxLength: 60 }), async delays => {
      const agenda = new Agenda(fastClock())
      const from = agenda.now().getTime()
      const ended: number[] = []
      const waits = delays.map(async ms => {
        await agenda.until(new Date(from + ms))
        ended.push(ms)
      })
      const all = Promise.all(waits)
      while (ended.length < delays.length) await vi.advanceTimersToNextTimerAsync()
      await all
      expect(ended).toEqual([...delays].sort((a, b) => a - b))
      await agenda.stop()
    }),
    { numRuns: 40 },
  )
})

test('an earlier wait asked for later is not held up by a long one', async () => {
  const agenda = new Agenda(fastClock())
  const long = agenda.after(1e5)
  await vi.advanceTimersByTimeAsync(10)
  let done = false
  const short = agenda.after(60).then(() => {
    done = true
  })
  await vi.advanceTimersByTimeAsync(200)
  expect(done).toBe(true)
  await short
  const stopped = expect(long).rejects.toBeInstanceOf(Stopped)
  await agenda.stop()
  await stopped
})

test('stopping ends every wait, leaves no timer, and refuses new ones', async () => {
  const agenda = new Agenda(fastClock())
  const waits = Array.from({ length: 500 }, (_, i) => agenda.after(1000 + i))
  const settled = Promise.allSettled(waits)
  expect(agenda.waiting).toBe(500)
  await agenda.stop()
  for (const { status } of await settled) expect(status).toBe('rejected')
  await expect(agenda.after(1)).rejects.toBeInstanceOf(Stopped)
  expect(agenda.waiting).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})
