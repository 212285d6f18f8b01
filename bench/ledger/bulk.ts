import { uuidv7 } from '@kuaiji/kernel'
import { appendBulk, createIntegrator, mainLog, readHead } from '@kuaiji/ledger'
import pg from 'pg'
import { authority, change, freshLedger, median, quick, round, say, sealer, timed } from './workload.ts'

/** Bulk append with commitments and sealing, then the integrator end to end, then blocks at two sizes of log. */
export async function bulk(adminUrl: string) {
  const { ownerUrl, url } = await freshLedger(adminUrl, 'bulk_bench')
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  const load = (records: number) =>
    appendBulk(
      { pool, identify: uuidv7, sealer },
      authority,
      Array.from({ length: records }, () => change(uuidv7(new Date()), 0, 10)),
      new Date(),
    )
  await load(100)
  const rounds = quick ? 3 : 12
  const perRound = 2000
  say('bulk append')
  const rates: number[] = []
  for (let i = 0; i < rounds; i++) rates.push((perRound * 10) / (await timed(() => load(perRound))))
  say('integrator end to end')
  const integrator = createIntegrator(pool, mainLog)
  await integrator.integrate('bench')
  const waiting = Number((await pool.query('SELECT count(*) FROM ledger.queue')).rows[0].count)
  const integratorSeconds = await timed(async () => {
    while ((await integrator.integrate('bench')) > 0);
  })
  const blocks = await blocksAtSizes(pool, ownerUrl, load, integrator)
  await pool.end()
  return {
    bulkAppend: { perSecond: round(median(rates)), rounds, entriesPerRound: perRound * 10 },
    integrator: { entries: waiting, perSecond: round(waiting / integratorSeconds) },
    blocks,
  }
}

/** Ten interleaved blocks of 2,000 entries (append and integrate) at a small and at a large log. */
async function blocksAtSizes(
  pool: pg.Pool,
  ownerUrl: string,
  load: (records: number) => Promise<void>,
  integrator: ReturnType<typeof createIntegrator>,
) {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const growTo = async (size: number) => {
    while ((await readHead(pool, mainLog)).size < size) {
      await load(2000)
      while ((await integrator.integrate('bench')) > 0);
    }
    await owner.query('VACUUM ANALYZE ledger.queue')
    await owner.query('CHECKPOINT')
  }
  const tenBlocks = async () => {
    const costs: number[] = []
    for (let i = 0; i < 10; i++)
      costs.push(
        await timed(async () => {
          await load(200)
          while ((await integrator.integrate('bench')) > 0);
        }),
      )
    return median(costs) * 1000
  }
  const small = Number(process.env.KUAIJI_BENCH_SMALL ?? 100_000)
  const large = Number(process.env.KUAIJI_BENCH_LARGE ?? (quick ? 200_000 : 5_000_000))
  say(`blocks at ${small} entries`)
  await growTo(small)
  const first = await tenBlocks()
  say(`growing to ${large} entries`)
  await growTo(large)
  const last = await tenBlocks()
  await owner.end()
  return { small, large, smallMs: round(first, 1), largeMs: round(last, 1), ratio: round(last / first, 3) }
}
