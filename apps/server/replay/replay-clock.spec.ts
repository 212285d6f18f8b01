import { expect, test } from 'vitest'
import { ReplayClock } from './replay-clock.ts'

const start = new Date('2024-03-10T06:59:59.000Z')
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const never = new AbortController().signal

test('it stands still, moves on when told, and never back', () => {
  const clock = new ReplayClock(start)
  expect(clock.now()).toEqual(start)
  clock.advance(later(10).getTime())
  clock.advance(later(5).getTime())
  expect(clock.now()).toEqual(later(10))
})

test('who waits is woken when the time is reached, and not before', async () => {
  const clock = new ReplayClock(start)
  const woken: string[] = []
  const soon = clock.until(later(10), never).then(() => woken.push('soon'))
  const late = clock.until(later(20), never).then(() => woken.push('late'))
  clock.advance(later(9).getTime())
  await clock.until(later(9), never)
  expect(woken).toEqual([])
  clock.advance(later(15).getTime())
  await soon
  expect(woken).toEqual(['soon'])
  clock.advance(later(20).getTime())
  await late
  expect(woken).toEqual(['soon', 'late'])
})

test('an aborted wait ends at once', async () => {
  const clock = new ReplayClock(start)
  const abort = new AbortController()
  const waiting = clock.until(later(10), abort.signal)
  abort.abort()
  await waiting
  await clock.until(later(10), abort.signal)
  expect(clock.now()).toEqual(start)
})
