/** A background loop that does rounds while there is work, else sleeps until it is poked or `idleMs` have passed. */
export interface Worker {
  /** Work may be waiting: the next round starts at once. Only a hint. */
  poke(): void
  stop(): Promise<void>
}

/** While rounds fail, the pauses between them double up to this: a database that is away is not knocked at 50 times a second. */
const pauseMsMax = 1000

/** `round` returns how much it did; 0 lets the loop sleep. An error is reported and the loop goes on after a pause. */
export function startWorker(
  round: (signal: AbortSignal) => Promise<number>,
  idleMs: number,
  onError: (error: unknown) => void,
): Worker {
  const stopping = new AbortController()
  let poked = false
  let wake = () => {}
  let pauseMs = idleMs

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      poked = false
      const done = await round(stopping.signal).then(succeeded, failed)
      if (done === 0 && !poked && !stopping.signal.aborted) await sleep()
    }
  }

  function succeeded(done: number): number {
    pauseMs = idleMs
    return done
  }

  function failed(error: unknown): 0 {
    if (!stopping.signal.aborted) onError(error)
    pauseMs = Math.max(idleMs, Math.min(pauseMs * 2, pauseMsMax))
    return 0
  }

  function sleep(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, pauseMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const finished = run()
  return {
    poke() {
      poked = true
      wake()
    },
    async stop() {
      stopping.abort()
      wake()
      await finished
    },
  }
}
