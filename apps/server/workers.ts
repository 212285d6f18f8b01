import { randomUUID } from 'node:crypto'
import type { Authority, Clock, Kind } from '@kuaiji/kernel'
import {
  createIntegrator,
  type createPublisher,
  dropLease,
  fireTimer,
  fold,
  type Ledger,
  startWorker,
  takeLease,
  untilDue,
  type View,
  type Worker,
} from '@kuaiji/ledger'
import type { Pool } from 'pg'

export interface WorkerSettings {
  readonly pool: Pool
  readonly ledger: Ledger
  readonly log: string
  readonly jurisdiction: string
  readonly clock: Clock
  readonly kinds: readonly Kind[]
  readonly views: readonly View[]
  readonly publisher: ReturnType<typeof createPublisher>
  readonly checkpointMs: number
  /** Acts for the system itself when a timer fires. */
  readonly system: Authority
  readonly onIntegrated: () => void
  readonly onError: (error: unknown) => void
}

const leaseName = 'integrator'
const leaseMs = 5000
/** The queue is looked at this often without a hint: appends of other processes wait no longer. */
const idleMs = 20

export interface Workers {
  /** An append of this process has committed. */
  poke(): void
  stop(): Promise<void>
}

/** Integrator, checkpoint publisher, followers and timers of one process. Several processes share the work. */
export async function startWorkers(settings: WorkerSettings): Promise<Workers> {
  const { pool, onError, publisher } = settings
  await publisher.check()
  const followers = settings.views.map(view =>
    startWorker(() => fold(pool, settings.log, view), idleMs * 2, onError),
  )
  const integrator = startIntegrator(settings, () => {
    settings.onIntegrated()
    for (const follower of followers) follower.poke()
  })
  const publishing = startPublishing(settings)
  const timers = startTimers(settings)
  return {
    poke: integrator.poke,
    async stop() {
      await timers.stop()
      await integrator.stop()
      await Promise.all(followers.map(follower => follower.stop()))
      await publishing.stop()
    },
  }
}

function startIntegrator(settings: WorkerSettings, onIntegrated: () => void): Worker {
  const { pool } = settings
  const holder = randomUUID()
  const integrator = createIntegrator(pool, settings.log)
  let leaseUntilMs = 0
  const worker = startWorker(
    async () => {
      // Renewed at half its length, so that an idle process asks twice a lease and not fifty times a second.
      if (Date.now() > leaseUntilMs - leaseMs / 2) {
        const held = await takeLease(pool, leaseName, holder, new Date(), leaseMs)
        leaseUntilMs = held ? Date.now() + leaseMs : 0
        if (!held) return 0
      }
      const count = await integrator.integrate(settings.jurisdiction)
      if (count > 0) onIntegrated()
      return count
    },
    idleMs,
    settings.onError,
  )
  return {
    poke: worker.poke,
    async stop() {
      await worker.stop()
      // What cannot be done now stands in the queue for the next start.
      await integrateRest(integrator, settings.jurisdiction).catch(settings.onError)
      await dropLease(pool, leaseName, holder, new Date()).catch(settings.onError)
    },
  }
}

async function integrateRest(
  integrator: ReturnType<typeof createIntegrator>,
  jurisdiction: string,
): Promise<void> {
  while ((await integrator.integrate(jurisdiction)) > 0);
}

/** The last checkpoint is published on stop, so that a stopped server's log can be verified whole. */
function startPublishing({ publisher, clock, checkpointMs, onError }: WorkerSettings): Worker {
  const publish = async () => {
    await publisher.publish(clock.now())
    return 0
  }
  const worker = startWorker(publish, checkpointMs, onError)
  return {
    poke: worker.poke,
    async stop() {
      await worker.stop()
      await publish().catch(onError)
    },
  }
}

function startTimers({ pool, ledger, kinds, system, clock, jurisdiction, onError }: WorkerSettings): Worker {
  const byName = new Map(kinds.map(kind => [kind.name, kind]))
  return startWorker(
    async signal => {
      const fired = await fireTimer(pool, ledger, byName, system, clock.now())
      if (fired === 0) await untilDue(pool, jurisdiction, clock, signal)
      return 1
    },
    1000,
    onError,
  )
}
