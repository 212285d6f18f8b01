import type { Clock, Kind } from '@kuaiji/kernel'
import { forgetAnswers, relay, startWorker, type Worker } from '@kuaiji/ledger'
import { type Runner, run, runMigrations, type Task } from 'graphile-worker'
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
  const runner: Runner = await run({
    connectionString: settings.directUrl,
    taskList: tasks,
    crontab: '17 3 * * * forget_answers\n37 3 * * * purge_particulars',
    concurrency: 1,
    pollInterval: 2000,
    noHandleSignals: true,
    logger: silent,
  })
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
    },
  }
}

/** graphile-worker keeps its tables in a schema of its own; the application role works in it but does not own it. */
async function prepare(ownerUrl: string, directUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, logger: silent })
  const application = decodeURIComponent(new URL(directUrl).username)
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const role = pg.escapeIdentifier(application)
    await client.query(
      `GRANT USAGE ON SCHEMA graphile_worker TO ${role};
       GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${role};
       GRANT ALL ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${role};
       GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${role}`,
    )
  } finally {
    await client.end()
  }
}

const { Logger } = await import('graphile-worker')
/** Job payloads stay out of the log; failures reach it through the tasks' own errors. */
const silent = new Logger(() => () => {})
