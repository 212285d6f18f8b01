import { describe, expect, it } from 'vitest'
import { createGate, createSignInLimit } from './limit.ts'

const now = new Date('2026-11-23T04:00:00.000Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

describe('the limit on failed sign-ins', () => {
  const fails = (
    limit: ReturnType<typeof createSignInLimit>,
    times: number,
    user: string,
    address: string,
  ) => {
    for (let i = 0; i < times; i++) {
      limit.check(user, address, now)
      limit.failed(user, address, now)
    }
  }

  it('stops the eleventh attempt on an account from one address, and lets go after five minutes', () => {
    const limit = createSignInLimit()
    fails(limit, 10, 'wang', 'a')
    expect(() => limit.check('wang', 'a', after(60))).toThrow(
      expect.objectContaining({ status: 429, code: 'too_many_attempts', detail: { retryAfterSeconds: 240 } }),
    )
    limit.check('wang', 'a', after(300))
  })

  it('leaves the owner of the account a way in from another address', () => {
    const limit = createSignInLimit()
    fails(limit, 10, 'wang', 'a')
    limit.check('wang', 'b', now)
  })

  it('stops an address that tries many accounts, and an account that is tried from many addresses', () => {
    const limit = createSignInLimit()
    for (let i = 0; i < 50; i++) fails(limit, 1, `user-${i}`, 'a')
    expect(() => limit.check('wang', 'a', now)).toThrow(expect.objectContaining({ status: 429 }))
    for (let i = 0; i < 100; i++) fails(limit, 1, 'li', `address-${i}`)
    expect(() => limit.check('li', 'z', now)).toThrow(expect.objectContaining({ status: 429 }))
  })

  it('counts failures in a row', () => {
    const limit = createSignInLimit()
    fails(limit, 9, 'wang', 'a')
    limit.succeeded('wang', 'a')
    fails(limit, 9, 'wang', 'a')
    limit.check('wang', 'a', now)
  })

  it('keeps a bounded memory', () => {
    const limit = createSignInLimit()
    fails(limit, 10, 'wang', 'a')
    for (let i = 0; i < 10_000; i++) limit.failed(`user-${i}`, `address-${i}`, now)
    limit.check('wang', 'a', now)
  })
})

describe('the gate', () => {
  it('lets two through at a time, in turn, also when one fails', async () => {
    const gate = createGate()
    const started: number[] = []
    const ends: (() => void)[] = []
    const runs = Array.from({ length: 5 }, (_, i) =>
      gate(async () => {
        started.push(i)
        await new Promise<void>(resolve => ends.push(resolve))
        if (i === 0) throw new Error('failed')
        return i
      }).catch(() => 'failed'),
    )
    for (let done = 0; done < 5; done++) {
      await new Promise(resolve => setImmediate(resolve))
      expect(started.length).toBe(Math.min(5, done + 2))
      ends[done]!()
    }
    expect(await Promise.all(runs)).toEqual(['failed', 1, 2, 3, 4])
    expect(started).toEqual([0, 1, 2, 3, 4])
  })

  it('turns away who would wait as the 201st', async () => {
    const gate = createGate()
    let open = () => {}
    const opened = new Promise<void>(resolve => {
      open = resolve
    })
    const runs = Array.from({ length: 202 }, () => gate(() => opened))
    await expect(gate(() => opened)).rejects.toMatchObject({ status: 503, code: 'busy' })
    open()
    await Promise.all(runs)
    await gate(async () => {})
  })
})
