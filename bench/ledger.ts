/**
 * npm run bench:ledger — what the ledger costs beside the database's own floor, all in one run.
 * Prints one JSON document; progress goes to standard error. KUAIJI_BENCH_QUICK=1 takes a tenth of the time.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, type Change, type Kind, uuidv7 } from '@kuaiji/kernel'
import {
  appendArguments,
  appendStatement,
  createIntegrator,
  createLedger,
  type Ledger,
  mainLog,
  readEntries,
  readHead,
} from '@kuaiji/ledger'
import { leafHashes, leafOf, rootOf } from '@kuaiji/ledger/tree'
import pg from 'pg'
import { migrate, readMigrations } from '../apps/server/database/migrations.ts'
import { prepare } from '../packages/ledger/prepare.ts'
import { keyringOf } from '../packages/vault/keyring.ts'
import { createSealer } from '../packages/vault/sealer.ts'
import { urlOf } from '../tests/setup/fresh-database.ts'
import { startThrowawayCluster } from '../tests/setup/throwaway-cluster.ts'

const quick = process.env.KUAIJI_BENCH_QUICK === '1'
const seconds = quick ? 2 : 10
const writers = 32

const note: Kind<{ count: number }> = {
  name: 'note',
  initial: { count: 0 },
  retentionDays: 1,
  evolve: state => ({ count: state.count + 1 }),
  isOpen: () => true,
}
const authority: Authority = {
  jurisdiction: 'bench',
  purpose: 'dispatch',
  shift: 'day',
  actor: { id: randomUUID(), role: 'dispatcher', unit: 'bureau', seat: '110-01', channel: 'console' },
}
const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
const say = (sentence: string) => process.stderr.write(`${sentence}\n`)

function change(record: string, expected: number, count = 1): Change {
  return {
    kind: note as Kind,
    record,
    expected,
    state: { count: expected },
    entries: Array.from({ length: count }, () => ({
      type: 'note.taken',
      at: new Date().toISOString(),
      atSource: 'operator' as const,
      facts: { type: 'traffic_collision', grade: 2, district: '330602', urban: true, cell: 'r6671c24660' },
      particulars: {
        point: { lon: 123.004512, lat: 30.012345 },
        address: '越城区府山街道胜利西路 135 号 3 幢 2 单元 501 室',
      },
    })),
  }
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const round = (value: number, digits = 0) => Number(value.toFixed(digits))

/** pgbench where Debian put it, else a bare loop of prepared statements over `pg`. */
function findPgbench(): string | undefined {
  try {
    return execFileSync(
      'sh',
      ['-c', 'command -v pgbench || ls /usr/lib/postgresql/*/bin/pgbench | tail -n 1'],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ).trim()
  } catch {
    return undefined
  }
}

async function floor(url: string, name: string, sql: string): Promise<{ tool: string; perSecond: number }> {
  const pgbench = findPgbench()
  if (pgbench && existsSync(pgbench)) {
    const file = join(tmpdir(), `kuaiji-${name}-${process.pid}.sql`)
    await writeFile(file, sql)
    const args = [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(writers),
      '-j',
      '2',
      '-T',
      String(seconds),
      '-f',
      file,
      url,
    ]
    const out = await new Promise<string>((resolve, reject) => {
      const child = spawn(pgbench, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      let text = ''
      child.stdout.on('data', data => (text += data))
      child.stderr.on('data', data => (text += data))
      child.on('close', code => (code === 0 ? resolve(text) : reject(new Error(text))))
    })
    const tps = Number(/tps = ([\d.]+)/.exec(out)?.[1])
    return { tool: 'pgbench -M prepared', perSecond: tps }
  }
  const pool = new pg.Pool({ connectionString: url, max: writers })
  const until = performance.now() + seconds * 1000
  let done = 0
  const text = sql
    .replaceAll(/\\set .*\n/g, '')
    .trim()
    .replace(/;$/, '')
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < until) {
        await pool.query({ name, text: text.replaceAll(':key', String(Math.floor(Math.random() * 10_000))) })
        done++
      }
    }),
  )
  await pool.end()
  return { tool: 'bare prepared loop over pg', perSecond: done / seconds }
}

async function singles(ledger: Ledger): Promise<{ perSecond: number; p50Ms: number; p99Ms: number }> {
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

const bareSetup = `
  CREATE TABLE bare_entry (jurisdiction text, record uuid, n bigint GENERATED ALWAYS AS IDENTITY, body jsonb, PRIMARY KEY (jurisdiction, record, n));
  CREATE TABLE bare_state (jurisdiction text, record bigint, n bigint, state jsonb, PRIMARY KEY (jurisdiction, record));`
const bareStatement = `\\set key random(1, 10000)
WITH e AS (INSERT INTO bare_entry (jurisdiction, record, body) VALUES ('bench', gen_random_uuid(), '${JSON.stringify(
  {
    type: 'note.taken',
    text: 'x'.repeat(380),
  },
)}') RETURNING n)
INSERT INTO bare_state AS s (jurisdiction, record, n, state) SELECT 'bench', :key, n, '{"count":1}' FROM e
ON CONFLICT (jurisdiction, record) DO UPDATE SET n = excluded.n, state = excluded.state;
`

/** The append's own statement with the same bytes, its ids made by the database. */
function fullStatement(): string {
  const record = uuidv7(new Date())
  const prepared = prepare([change(record, 0)], {
    authority,
    now: new Date(),
    identify: uuidv7,
    sealer,
    keys: new Map(),
    numbers: new Map(),
  })
  const values = appendArguments('bench', [
    { records: prepared, recordedAt: new Date().toISOString(), extra: {} },
  ])
  const entryId = prepared[0]!.entries[0]!.folded.id
  // pgbench takes `:04` for a variable even inside quotes, so colons are spelled chr(58), folded when the plan is made.
  const literal = (value: string | null) =>
    value === null
      ? 'NULL'
      : `'${value
          .replaceAll("'", "''")
          .replaceAll(':', "'||chr(58)||'")
          .replaceAll(entryId, "'||r.id||'")
          .replaceAll(record, "'||r.record||'")}'`
  let i = 0
  const call = appendStatement
    .replace('SELECT ', 'SELECT ')
    .replaceAll(/\$\d+::/g, () => `(${literal(values[i++] ?? null)})::`)
  return `${call} FROM (SELECT gen_random_uuid()::text AS record, gen_random_uuid()::text AS id) AS r;\n`
}

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

async function freshLedger(adminUrl: string, name: string) {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const role = { role: `${name}_app`, password: 'bench' }
  await admin.query(`CREATE ROLE ${role.role} LOGIN PASSWORD 'bench'`)
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)
  await admin.end()
  const owner = new URL(adminUrl)
  owner.pathname = `/${name}`
  await migrate(owner.href, 'DATABASE_OWNER_URL', role.role, await readMigrations())
  return { ownerUrl: owner.href, url: urlOf(adminUrl, name, role) }
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
      cpus: (await import('node:os')).cpus().length,
      model: (await import('node:os')).cpus()[0]?.model,
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

async function visibility(ledger: Ledger, integrator: ReturnType<typeof createIntegrator>, pool: pg.Pool) {
  const { startWorker } = await import('@kuaiji/ledger')
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

/** Bulk append with commitments and sealing, then the integrator end to end, then blocks at two sizes of log. */
async function bulk(adminUrl: string) {
  const { appendBulk } = await import('@kuaiji/ledger')
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

if (process.env.KUAIJI_BENCH_ONLY !== undefined) say('partial run')
await main()
