import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Identity } from './identity.ts'
import { type Launch, startPostmaster, stopPostmaster } from './launch.ts'
import { clusterRole } from './names.ts'
import { findPostmaster, type Postmaster, runsProgram } from './postmaster.ts'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/** A cluster that is ready to be started, and who it is. */
export interface Prepared extends Launch {
  readonly identity: Identity
}

/** Until there is a running PostgreSQL of ours with the right programs, and we hold its lock. */
export async function attach(launch: Prepared): Promise<{ line: pg.Client; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const found = await findPostmaster(launch.cluster)
    const running = found ?? (await startUnlessTwin(launch, attempt))
    if (!running) continue
    const line = await takeLock(running, launch).catch(async error => {
      // A damaged one may never finish its checkpoint.
      if (!found) await stopPostmaster(launch.cluster, 2_000)
      throw error
    })
    if (!line) continue
    if (await runsProgram(running.pid, launch.binaries)) return { line, port: running.port }
    await line.end()
    await stopPostmaster(launch.cluster)
  }
}

/** A twin that starts the same cluster at this moment makes ours fail on the lock file; then look again. */
async function startUnlessTwin(launch: Prepared, attempt: number): Promise<Postmaster | undefined> {
  try {
    return await startPostmaster(launch)
  } catch (error) {
    if (attempt < 5 && /lock file "postmaster.pid"/.test(reasonOf(error))) return undefined
    throw error
  }
}

const lockKey = 4_710_259_213
const lockPatienceMs = 2_000
const answerPatienceMs = 10_000

/** The lock of a killed server goes with its connection, within moments; a living server keeps it. */
async function takeLock(running: Postmaster, launch: Prepared): Promise<pg.Client | undefined> {
  const line = await reach(running, launch)
  if (!line) return undefined
  const deadline = Date.now() + lockPatienceMs
  for (;;) {
    const { rows } = await line.query('SELECT pg_try_advisory_lock($1) AS taken', [lockKey])
    if (rows[0].taken) return line
    if (Date.now() > deadline) break
    await pause(50)
  }
  await line.end()
  throw new StartupError(
    'data_folder_in_use',
    `Another Kuaiji server is running on ${dirname(launch.logFile)}; stop it first or name another KUAIJI_DATA.`,
  )
}

/** Waits out starting and stopping; an unresponsive PostgreSQL is stopped and undefined returned. */
async function reach(running: Postmaster, launch: Prepared): Promise<pg.Client | undefined> {
  let deadline = Date.now() + answerPatienceMs
  for (;;) {
    const line = new pg.Client({
      host: '127.0.0.1',
      port: running.port,
      user: clusterRole,
      password: launch.identity.passwords.cluster,
      database: 'postgres',
      application_name: 'kuaiji keeper',
      connectionTimeoutMillis: answerPatienceMs,
      keepAlive: true,
    })
    line.on('error', () => undefined)
    try {
      await line.connect()
      return line
    } catch (error) {
      await line.end().catch(() => undefined)
      if (/^(28|3D|42|XX)/.test(codeOf(error) ?? '')) {
        throw new StartupError(
          'data_folder_damaged',
          `The database in ${launch.cluster} runs but does not admit its own role (${reasonOf(error)}); restore it from a backup, nothing was changed.`,
          error,
        )
      }
    }
    const now = await findPostmaster(launch.cluster)
    if (now?.pid !== running.pid) return undefined
    if (now.status !== 'ready') deadline = Date.now() + answerPatienceMs
    if (Date.now() > deadline) {
      await stopPostmaster(launch.cluster)
      return undefined
    }
    await pause(50)
  }
}
