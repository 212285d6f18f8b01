const rememberedMs = 5000
const rememberedMax = 10_000

/** Sessions seen in the last five seconds, so that a busy seat does not ask the database at every request. */
export interface Remembered<Value> {
  /** What was read lately, else what `read` finds. What is not found is not kept: tokens can be made up at will. */
  recall(key: string, now: Date, read: () => Promise<Value | undefined>): Promise<Value | undefined>
  /** Ended for this process at once, also for a `read` that is under way. */
  end(key: string, now: Date): void
  forget(): void
}

export function createRemembered<Value>(): Remembered<Value> {
  const seen = new Map<string, { value: Value | undefined; readAt: number }>()
  let forgotten = 0

  function keep(key: string, value: Value | undefined, now: Date): void {
    seen.delete(key)
    seen.set(key, { value, readAt: now.getTime() })
    if (seen.size > rememberedMax) seen.delete(seen.keys().next().value as string)
  }

  return {
    async recall(key, now, read) {
      const known = seen.get(key)
      if (known !== undefined && Math.abs(now.getTime() - known.readAt) < rememberedMs) return known.value
      const readSince = forgotten
      const value = await read()
      const ended = seen.get(key)
      if (ended !== undefined && ended.value === undefined) return undefined
      if (value !== undefined && readSince === forgotten) keep(key, value, now)
      return value
    },
    end: (key, now) => keep(key, undefined, now),
    forget() {
      forgotten++
      seen.clear()
    },
  }
}
