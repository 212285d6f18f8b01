import { uuidv7 } from '@kuaiji/kernel'
import {
  type createIntegrator,
  type Ledger,
  mainLog,
  readEntries,
  readHead,
  startWorker,
} from '@kuaiji/ledger'
import type pg from 'pg'
import { authority, change, median, quick, round, say, seconds, writers } from './workload.ts'

export async function singles(ledger: Ledger): Promise<{ perSecond: number; p50Ms: number; p99Ms: number }> {
  const records = await Promise.all(
    Array.from({ length: writers }, async () => {
      const record = uuidv7(new Date())
      await ledger.append(authority, [change(record, 0)])
      return record
    }),
  )
  const latencies: number[] = []
  const until = performance.now() + seconds * 1000
  await Promise.all(
    records.map(async first => {
      let record = first
      for (let n = 1; performance.now() < until; n++) {
        const start = performance.now()
        // Ten entries a record, as an incident has.
        if (n === 10) {
          record = uuidv7(new Date())
          n = 0
        }
        await ledger.append(authority, [change(record, n)])
        latencies.push(performance.now() - start)
      }
    }),
  )
  latencies.sort((a, b) => a - b)
  return {
    perSecond: latencies.length / seconds,
    p50Ms: round(latencies[Math.floor(latencies.length / 2)]!, 2),
    p99Ms: round(latencies[Math.floor(latencies.length * 0.99)]!, 2),
  }
}

export async function visibility(
  ledger: Ledger,
  integrator: ReturnType<typeof createIntegrator>,
  pool: pg.Pool,
) {
  let arrived = () => {}
  let next = (await readHead(pool, mainLog)).size
  while ((await integrator.integrate('bench')) > 0) next = (await readHead(pool, mainLog)).size
  const reader = startWorker(
    async () => {
      const entries = await readEntries(pool, mainLog, next, 100)
      next += entries.length
      if (entries.length > 0) arrived()
      return entries.length
    },
    25,
    error => say(String(error)),
  )
  const worker = startWorker(
    async () => {
      const count = await integrator.integrate('bench')
      if (count > 0) reader.poke()
      return count
    },
    20,
    error => say(String(error)),
  )
  const waits: number[] = []
  for (let i = 0; i < (quick ? 50 : 300); i++) {
    const start = performance.now()
    const seen = new Promise<void>(resolve => {
      arrived = resolve
    })
    // No hint to the integrator: what an append of another process would wait.
    await ledger.append(authority, [change(uuidv7(new Date()), 0)])
    await seen
    waits.push(performance.now() - start)
  }
  await worker.stop()
  await reader.stop()
  waits.sort((a, b) => a - b)
  return { median: round(median(waits), 1), p99: round(waits[Math.floor(waits.length * 0.99)]!, 1) }
}
