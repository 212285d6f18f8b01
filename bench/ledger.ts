/**
 * npm run bench:ledger — what the ledger costs beside the database's own floor, all in one run.
 * Prints one JSON document; progress goes to standard error. KUAIJI_BENCH_QUICK=1 takes a tenth of the time.
 */
import { cpus } from 'node:os'
import { uuidv7 } from '@kuaiji/kernel'
import { createIntegrator, createLedger, mainLog } from '@kuaiji/ledger'
import { leafHashes, leafOf, rootOf } from '@kuaiji/ledger/tree'
import pg from 'pg'
import { startThrowawayCluster } from '../tests/setup/throwaway-cluster.ts'
import { bulk } from './ledger/bulk.ts'
import { bareSetup, bareStatement, floor, fullStatement } from './ledger/floor.ts'
import { singles, visibility } from './ledger/single.ts'
import { freshLedger, quick, round, say, sealer, writers } from './ledger/workload.ts'

async function main(): Promise<void> {
  const cluster = await startThrowawayCluster({ durable: true })
  try {
    const result = await measure(cluster.url)
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  } finally {
    await cluster.stop()
  }
}

async function measure(adminUrl: string) {
  const { ownerUrl, url } = await freshLedger(adminUrl, 'ledger_bench')
  const pool = new pg.Pool({ connectionString: url, max: writers })
  const second = new pg.Pool({ connectionString: url, max: 4 })
  const clock = { now: () => new Date(), until: async () => {} }
  const integrator = createIntegrator(second, mainLog)
  const ledger = createLedger({ pool, clock, identify: uuidv7, sealer })

  say('floors: bare insert + upsert, and the append statement, by pgbench')
  const owner = new pg.Client({ connectionString: ownerUrl })
  owner.on('error', () => {})
  await owner.connect()
  await owner.query(bareSetup)
  const bare = await floor(ownerUrl, 'bare', bareStatement)
  const full = await floor(ownerUrl, 'full', fullStatement())
  await owner.query('TRUNCATE ledger.entry, ledger.state, ledger.queue, vault.particular, vault.key')

  say('single appends at 32 writers, integrator running')
  const stop = { now: false }
  let lagMax = 0
  const integrating = (async () => {
    while (!stop.now) {
      const { rows } = await second.query(
        'SELECT count(*)::int AS waiting FROM (SELECT 1 FROM ledger.queue LIMIT 20000) q',
      )
      lagMax = Math.max(lagMax, rows[0].waiting)
      while ((await integrator.integrate('bench')) > 1024);
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  const single = await singles(ledger)
  const behind = await second.query('SELECT count(*)::int AS waiting FROM ledger.queue')
  stop.now = true
  await integrating

  say('entry visible to a follower')
  const visible = await visibility(ledger, integrator, second)

  say('tree hashing in memory')
  const hashing = treeHashing()

  await Promise.all([pool.end(), second.end(), owner.end()])
  return {
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model,
      node: process.version,
    },
    floors: {
      bare: { ...bare, perSecond: round(bare.perSecond) },
      full: { ...full, perSecond: round(full.perSecond) },
    },
    singleAppends: {
      ...single,
      perSecond: round(single.perSecond),
      ofBare: round(single.perSecond / bare.perSecond, 3),
      ofFull: round(single.perSecond / full.perSecond, 3),
      queueLongest: lagMax,
      queueAtEnd: behind.rows[0].waiting,
    },
    visibleMs: visible,
    treeHashing: hashing,
    ...(await bulk(adminUrl)),
  }
}

function treeHashing() {
  const count = quick ? 200_000 : 1_000_000
  const leaf = (i: number) =>
    leafOf({
      envelope: Buffer.alloc(32, i).toString('base64'),
      facts: Buffer.alloc(32, i >> 8).toString('base64'),
      particulars: Buffer.alloc(32, i >> 16).toString('base64'),
    })
  const leaves = Array.from({ length: count }, (_, i) => leaf(i))
  const start = performance.now()
  rootOf(leafHashes(leaves))
  return { leaves: count, perSecond: round(count / ((performance.now() - start) / 1000)) }
}

await main()
