/** Quicker answers are always reckoned anew. */
const slowMs = 200
/** A slow one stands for this many times as long as it took: reckoning never takes more than a tenth of the server. */
const standsTimes = 10

interface Kept {
  readonly answer: Promise<unknown>
  /** Infinite while it is being reckoned. */
  standsUntilMs: number
}

export interface Keeper {
  /** The answer under this key, reckoned now unless a slow one still stands or is under way. */
  ask<T>(key: string, reckon: () => Promise<T>): Promise<T>
}

/** 100,000 incidents are reckoned in a second and a half (2 cores, database on the same machine); a year may hold a million. */
export function createKeeper(nowMs: () => number = () => performance.now()): Keeper {
  const kept = new Map<string, Kept>()
  const slow = new Set<string>()

  function clear(): void {
    for (const [key, { standsUntilMs }] of kept) if (nowMs() >= standsUntilMs) kept.delete(key)
  }

  async function measured<T>(key: string, reckon: () => Promise<T>): Promise<T> {
    const startedMs = nowMs()
    try {
      const answer = await reckon()
      const tookMs = nowMs() - startedMs
      if (tookMs < slowMs) forget(key)
      else {
        slow.add(key)
        const standing = kept.get(key)
        if (standing !== undefined) standing.standsUntilMs = nowMs() + standsTimes * tookMs
      }
      return answer
    } catch (error) {
      forget(key)
      throw error
    }
  }

  function forget(key: string): void {
    kept.delete(key)
    slow.delete(key)
  }

  return {
    ask<T>(key: string, reckon: () => Promise<T>): Promise<T> {
      clear()
      const standing = slow.has(key) ? kept.get(key) : undefined
      if (standing !== undefined) return standing.answer as Promise<T>
      const answer = measured(key, reckon)
      kept.set(key, { answer, standsUntilMs: Number.POSITIVE_INFINITY })
      return answer
    },
  }
}
