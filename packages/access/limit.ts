import { Refusal } from '@kuaiji/kernel'

const windowMs = 5 * 60_000
const keysMax = 10_000

/** Failed attempts allowed in five minutes. The last keeps a name from being tried from many addresses at once. */
const failuresMax = { accountAtAddress: 10, address: 50, account: 100 } as const

/** Counts failed sign-ins in this process: with several server processes each has its own count. */
export interface SignInLimit {
  /** Throws 429 `too_many_attempts` with `retryAfterSeconds`. */
  check(user: string, address: string, now: Date): void
  failed(user: string, address: string, now: Date): void
  succeeded(user: string, address: string): void
}

export function createSignInLimit(): SignInLimit {
  const windows = new Map<string, { failures: number; endsAt: number }>()

  function count(key: string, now: number): void {
    const open = windows.get(key)
    if (open !== undefined && now < open.endsAt) {
      open.failures++
      return
    }
    windows.delete(key)
    windows.set(key, { failures: 1, endsAt: now + windowMs })
    if (windows.size > keysMax) windows.delete(windows.keys().next().value as string)
  }

  return {
    check(user, address, now) {
      for (const [key, max] of keysOf(user, address)) {
        const open = windows.get(key)
        if (open === undefined || open.failures < max || open.endsAt <= now.getTime()) continue
        throw new Refusal(429, 'too_many_attempts', 'Too many failed attempts: try again later.', {
          retryAfterSeconds: Math.ceil((open.endsAt - now.getTime()) / 1000),
        })
      }
    },
    failed(user, address, now) {
      for (const [key] of keysOf(user, address)) count(key, now.getTime())
    },
    succeeded(user, address) {
      windows.delete(keysOf(user, address)[0]![0])
    },
  }
}

function keysOf(user: string, address: string): readonly (readonly [key: string, max: number])[] {
  return [
    [`${user} at ${address}`, failuresMax.accountAtAddress],
    [`at ${address}`, failuresMax.address],
    [user, failuresMax.account],
  ]
}

const runningMax = 2
const waitingMax = 200

/**
 * Password checks take 13 ms of a core and 19 MiB each: two at a time, so that a flood of sign-ins leaves the thread
 * pool to others. Throws 503 `busy` when 200 wait already.
 */
export function createGate(): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async run => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax)
        throw new Refusal(503, 'busy', 'Too many people sign in at once: try again.')
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
