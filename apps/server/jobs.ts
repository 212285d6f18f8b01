import type { Clock, Kind } from '@kuaiji/kernel'
import { forgetAnswers, relay, startWorker, type Worker } from '@kuaiji/ledger'
import { Logger, type Runner, run, runMigrations, type Task } from 'graphile-worker'
import pg, { type Pool } from 'pg'

export interface JobSettings {
  readonly pool: Pool
  readonly directUrl: string
  /** Owner's address; without one the job tables must exist already. */
  readonly ownerUrl: string | undefined
  readonly jurisdiction: string
  readonly clock: Clock
  readonly kinds: readonly Kind[]
  readonly purge: (now: Date) => Promise<unknown>
  readonly onError: (error: unknown) => void
}

/** Chores only: what the ledger answers for has its own timers. Each name is a task that the outbox may owe. */
export async function startJobs(settings: JobSettings): Promise<Worker> {
  if (settings.ownerUrl !== undefined) await prepare(settings.ownerUrl, settings.directUrl)
  const tasks: Record<string, Task> = {
    forget_answers: async () =>
      void (await forgetAnswers(settings.pool, settings.jurisdiction, settings.clock.now())),
    purge_particulars: async () => void (await settings.purge(settings.clock.now())),
  }
  const pgPool = openJobPool(settings.directUrl, settings.onError)
  const runner: Runner = await run({
    pgPool,
    taskList: tasks,
    crontab: '17 3 * * * forget_answers\n37 3 * * * purge_particulars',
    concurrency: 1,
    pollInterval: 2000,
    noHandleSignals: true,
    logger: complaintsTo(settings.onError),
  })
  // It has ended by itself: chores wait in the outbox for the next start.
  runner.promise.catch(settings.onError)
  const relaying = startWorker(
    () =>
      relay(settings.pool, settings.jurisdiction, (client, { task, payload }) =>
        client
          .query('SELECT graphile_worker.add_job($1, $2::json)', [task, JSON.stringify(payload)])
          .then(() => {}),
      ),
    1000,
    settings.onError,
  )
  return {
    poke: relaying.poke,
    async stop() {
      await relaying.stop()
      await runner.stop()
      await pgPool.end()
    },
  }
}

/**
 * A pool of our own: the one graphile-worker makes is neither waited for nor listened to when it ends, so that a
 * database that stops right after takes the process with it (seen once in twelve stops).
 */
function openJobPool(connectionString: string, onError: (error: unknown) => void): Pool {
  const pool = new pg.Pool({ connectionString, max: 4 })
  pool.on('error', onError)
  pool.on('connect', client => void client.on('error', onError))
  return pool
}

/** One server at a time prepares the job tables: grants to one object at once fail. */
const prepareLock = 4_710_259_214

/**
 * graphile-worker keeps its tables in a schema of its own; the application role works in it but does not own it. The
 * tables come with row security and no policy: a grant alone lets nobody but their owner see a row.
 */
async function prepare(ownerUrl: string, directUrl: string): Promise<void> {
  const application = decodeURIComponent(new URL(directUrl).username)
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prepareLock])
    await runMigrations({ connectionString: ownerUrl, logger: complaintsTo(() => {}) })
    const role = pg.escapeIdentifier(application)
    await client.query(
      `GRANT USAGE ON SCHEMA graphile_worker TO ${role};
       GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${role};
       GRANT ALL ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${role};
       GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${role}`,
    )
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
        WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relrowsecurity
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = $1)`,
      [application],
    )
    for (const { name } of rows)
      await client.query(`CREATE POLICY ${role} ON ${name} TO ${role} USING (true) WITH CHECK (true)`)
  } finally {
    await client.end()
  }
}

/** Only that something failed: a sentence of the worker's may quote a payload. */
function complaintsTo(onError: (error: unknown) => void): Logger {
  return new Logger(() => (level, _, meta) => {
    if (level === 'error') onError(meta?.error ?? { name: 'JobError' })
  })
}
