/** A background loop that does rounds while there is work, else sleeps until it is poked or `idleMs` have passed. */
export interface Worker {
  /** Work may be waiting: the next round starts at once. Only a hint. */
  poke(): void
  stop(): Promise<void>
}

/** `round` returns how much it did; 0 lets the loop sleep. An error is reported and the loop goes on after `idleMs`. */
export function startWorker(
  round: (signal: AbortSignal) => Promise<number>,
  idleMs: number,
  onError: (error: unknown) => void,
): Worker {
  const stopping = new AbortController()
  let poked = false
  let wake = () => {}

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      poked = false
      const done = await round(stopping.signal).catch(error => {
        if (!stopping.signal.aborted) onError(error)
        return 0
      })
      if (done === 0 && !poked && !stopping.signal.aborted) await sleep()
    }
  }

  function sleep(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, idleMs)
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
