import { expect, it } from 'vitest'
import { createKeeper } from './keeper.ts'

function bench() {
  let ms = 0
  let reckonings = 0
  const keeper = createKeeper(() => ms)
  return {
    pass: (more: number) => {
      ms += more
    },
    ask: (tookMs: number) =>
      keeper.ask('2026', async () => {
        reckonings++
        ms += tookMs
        return reckonings
      }),
    keeper,
  }
}

it('reckons a quick answer anew each time', async () => {
  const { ask } = bench()
  expect([await ask(199), await ask(199), await ask(0)]).toEqual([1, 2, 3])
})

it('lets a slow answer stand for ten times as long as it took', async () => {
  const { ask, pass } = bench()
  expect(await ask(300)).toBe(1)
  pass(2999)
  expect(await ask(300)).toBe(1)
  pass(1)
  expect(await ask(300)).toBe(2)
})

it('reckons a slow answer once for all who ask at the same time', async () => {
  const { ask, pass, keeper } = bench()
  await ask(300)
  pass(3000)
  let finish = (_: number) => {}
  const first = keeper.ask('2026', () => new Promise<number>(resolve => (finish = resolve)))
  const second = keeper.ask('2026', async () => 99)
  finish(7)
  expect(await Promise.all([first, second])).toEqual([7, 7])
})

it('keeps no failure', async () => {
  const { ask, keeper } = bench()
  await ask(300)
  await expect(
    keeper.ask('2025', async () => {
      throw new Error('lost')
    }),
  ).rejects.toThrow('lost')
  expect(await keeper.ask('2025', async () => 'found')).toBe('found')
})
