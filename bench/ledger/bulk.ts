import { uuidv7 } from '@kuaiji/kernel'
import { appendBulk, createIntegrator, mainLog, readHead } from '@kuaiji/ledger'
import pg from 'pg'
import { authority, change, freshLedger, median, quick, round, say, sealer, timed } from './workload.ts'

type Integrator = ReturnType<typeof createIntegrator>

/** A ledger of its own database that is filled by bulk appends. */
async function openFilled(adminUrl: string, name: string) {
  const { ownerUrl, url } = await freshLedger(adminUrl, name)
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => {})
  const load = (records: number) => {
    const changes = Array.from({ length: records }, () => change(uuidv7(new Date()), 0, 10))
    return appendBulk({ pool, identify: uuidv7, sealer }, authority, changes, new Date())
  }
  return { ownerUrl, pool, load, integrator: createIntegrator(pool, mainLog) }
}
type Filled = Awaited<ReturnType<typeof openFilled>>

/** Bulk append with commitments and sealing, then the integrator end to end, then blocks at two sizes of log. */
export async function bulk(adminUrl: string) {
  const filled = await openFilled(adminUrl, 'bulk_bench')
  await filled.load(100)
  const rounds = quick ? 3 : 12
  const perRound = 2000
  say('bulk append')
  const rates: number[] = []
  for (let i = 0; i < rounds; i++) rates.push((perRound * 10) / (await timed(() => filled.load(perRound))))
  say('integrator end to end')
  await filled.integrator.integrate('bench')
  const waiting = Number((await filled.pool.query('SELECT count(*) FROM ledger.queue')).rows[0].count)
  const integratorSeconds = await timed(() => integrateAll(filled.integrator))
  const blocks = await interleavedBlocks(filled, await openFilled(adminUrl, 'small_bench'))
  return {
    bulkAppend: { perSecond: round(median(rates)), rounds, entriesPerRound: perRound * 10 },
    integrator: { entries: waiting, perSecond: round(waiting / integratorSeconds) },
    blocks,
  }
}

async function integrateAll(integrator: Integrator): Promise<void> {
  while ((await integrator.integrate('bench')) > 0);
}

/** Ten blocks of 2,000 entries (append and integrate) at a small and at a large log, in turn: noise meets both. */
async function interleavedBlocks(filled: Filled, other: Filled) {
  const small = Number(process.env.KUAIJI_BENCH_SMALL ?? 100_000)
  const large = Number(process.env.KUAIJI_BENCH_LARGE ?? (quick ? 400_000 : 5_000_000))
  say(`growing logs to ${small} and ${large} entries`)
  await growTo(other, small)
  await growTo(filled, large)
  const costs: { small: number[]; large: number[] } = { small: [], large: [] }
  for (let i = 0; i < 10; i++) {
    costs.small.push(await block(other))
    costs.large.push(await block(filled))
  }
  await Promise.all([filled.pool.end(), other.pool.end()])
  const [smallMs, largeMs] = [median(costs.small) * 1000, median(costs.large) * 1000]
  return {
    small,
    large,
    smallMs: round(smallMs, 1),
    largeMs: round(largeMs, 1),
    ratio: round(largeMs / smallMs, 3),
  }
}

function block({ load, integrator }: Filled): Promise<number> {
  return timed(async () => {
    await load(200)
    await integrateAll(integrator)
  })
}

async function growTo({ ownerUrl, pool, load, integrator }: Filled, size: number): Promise<void> {
  while ((await readHead(pool, mainLog)).size < size) {
    await load(4000)
    await integrateAll(integrator)
  }
  const owner = new pg.Client({ connectionString: ownerUrl })
  owner.on('error', () => {})
  await owner.connect()
  await owner.query('VACUUM ANALYZE ledger.queue')
  await owner.query('CHECKPOINT')
  await owner.end()
}
