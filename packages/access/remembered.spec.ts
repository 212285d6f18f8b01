import { describe, expect, it, vi } from 'vitest'
import { createRemembered } from './remembered.ts'

const now = new Date('2026-11-23T04:00:00.000Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

describe('what was read lately', () => {
  it('is read once in five seconds', async () => {
    const remembered = createRemembered<string>()
    const read = vi.fn(async () => 'wang')
    for (const time of [now, after(1), after(4.9)])
      expect(await remembered.recall('t', time, read)).toBe('wang')
    expect(read).toHaveBeenCalledTimes(1)
    await remembered.recall('t', after(5), read)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('is read again each time when it was not there', async () => {
    const remembered = createRemembered<string>()
    const read = vi.fn(async () => undefined)
    await remembered.recall('t', now, read)
    await remembered.recall('t', now, read)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('is gone at once when it ends, also under a read that began before', async () => {
    const remembered = createRemembered<string>()
    let finish = (_: string) => {}
    const slow = remembered.recall(
      't',
      now,
      () =>
        new Promise<string>(resolve => {
          finish = resolve
        }),
    )
    remembered.end('t', now)
    finish('wang')
    expect(await slow).toBeUndefined()
    expect(await remembered.recall('t', after(1), async () => 'wang')).toBeUndefined()
  })

  it('is not kept by a read that began before all was forgotten', async () => {
    const remembered = createRemembered<string>()
    let finish = (_: string) => {}
    const slow = remembered.recall(
      't',
      now,
      () =>
        new Promise<string>(resolve => {
          finish = resolve
        }),
    )
    remembered.forget()
    finish('old')
    await slow
    expect(await remembered.recall('t', now, async () => 'new')).toBe('new')
  })
})
