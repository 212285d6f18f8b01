import { rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { createCluster, inspectCluster, refuseForeign } from './cluster.ts'
import { chooseHome, makeDataFolder } from './home.ts'
import { createIdentity, findIdentity, type Identity, rememberCreation } from './identity.ts'
import { applicationRole, clusterRole, databaseName, ownerRole } from './names.ts'
import {
  findPostmaster,
  type Launch,
  type Postmaster,
  runsProgram,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts'
import { ensureRoles } from './roles.ts'
import { canEnter, chooseRunner } from './runner.ts'
import type { DatabaseSettings } from './settings.ts'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/** The embedded PostgreSQL while this process answers for it. */
export interface Embedded {
  readonly ownerUrl: string
  readonly applicationUrl: string
  onLoss(listener: (reason: string) => void): void
  recover(): Promise<void>
  stop(): Promise<void>
}

/** Starts the data folder's PostgreSQL, or adopts the one a killed server left running. */
export async function openEmbedded(settings: DatabaseSettings): Promise<Embedded> {
  const launch = await prepare(settings)
  const keeper = new Keeper(launch)
  await keeper.attach()
  return keeper
}

/** Addresses of a database that runs now, for a second process beside the server; undefined when none runs. */
export async function findRunning(
  dataFolder: string,
): Promise<{ readonly ownerUrl: string; readonly applicationUrl: string } | undefined> {
  const identity = await findIdentity(dataFolder)
  const running = identity && (await findPostmaster(identity.cluster))
  return running ? addresses(identity, running.port) : undefined
}

interface Prepared extends Launch {
  readonly identity: Identity
}

async function prepare({ dataFolder, progress }: DatabaseSettings): Promise<Prepared> {
  await makeDataFolder(dataFolder)
  let identity = (await findIdentity(dataFolder)) ?? (await foundCluster(dataFolder))
  const runner = await chooseRunner(identity.cluster)
  const home = dirname(identity.cluster)
  if (!canEnter(runner, home)) {
    throw new StartupError(
      'data_folder_unreachable',
      `User ${runner.name}, as whom PostgreSQL has to run, cannot enter ${home}, where the database lies; open its parents to that user or move the data folder.`,
    )
  }
  const binaries = await findBinaries(runner, home)
  if ((await inspectCluster(identity)) === 'absent') {
    progress?.('Making the database.')
    await createCluster(identity, binaries, runner)
    await inspectCluster(identity)
  }
  if (!identity.createdAt) identity = await rememberCreation(dataFolder, identity)
  const logFile = join(dataFolder, 'postgres.log')
  await turnOver(logFile)
  return { identity, cluster: identity.cluster, binaries, runner, logFile, ...(progress ? { progress } : {}) }
}

async function foundCluster(dataFolder: string): Promise<Identity> {
  const runner = await chooseRunner(join(dataFolder, 'postgres'))
  const cluster = join(await chooseHome(dataFolder, runner), 'postgres')
  try {
    await refuseForeign(cluster)
  } catch (error) {
    // Not foreign if another process founded it since we looked.
    const identity = await findIdentity(dataFolder)
    if (identity) return identity
    throw error
  }
  return createIdentity(dataFolder, cluster)
}

/** One old log is kept; PostgreSQL appends for months otherwise. */
async function turnOver(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    found => found.size,
    () => 0,
  )
  if (size > 16 * 1024 * 1024) await rename(logFile, `${logFile}.1`)
}

/** Holds one connection: its advisory lock keeps a second server out, its end is how a loss is noticed. */
class Keeper implements Embedded {
  readonly #launch: Prepared
  readonly #listeners: ((reason: string) => void)[] = []
  #port: number | undefined
  #line: pg.Client | undefined

  constructor(launch: Prepared) {
    this.#launch = launch
  }

  get ownerUrl() {
    return addresses(this.#launch.identity, this.#port!).ownerUrl
  }

  get applicationUrl() {
    return addresses(this.#launch.identity, this.#port!).applicationUrl
  }

  onLoss(listener: (reason: string) => void) {
    this.#listeners.push(listener)
  }

  async recover() {
    await this.attach()
  }

  async attach() {
    const { line, port } = await attach({
      ...this.#launch,
      ...(this.#port === undefined ? {} : { port: this.#port }),
    })
    this.#port = port
    this.#line = line
    const lost = (reason: string) => {
      if (this.#line !== line) return
      this.#line = undefined
      for (const listener of this.#listeners) listener(reason)
    }
    line.on('error', error => lost(error.message))
    line.on('end', () => lost('the connection ended'))
    try {
      await ensureRoles(line, this.#launch.identity)
    } catch (error) {
      this.#line = undefined
      await line.end()
      throw error
    }
  }

  async stop() {
    const line = this.#line
    this.#line = undefined
    await stopPostmaster(this.#launch.cluster)
    await line?.end().catch(() => undefined)
  }
}

/** Until there is a running PostgreSQL of ours with the right programs, and we hold its lock. */
async function attach(launch: Prepared): Promise<{ line: pg.Client; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const running = (await findPostmaster(launch.cluster)) ?? (await startUnlessTwin(launch, attempt))
    if (!running) continue
    const line = await takeLock(running, launch)
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
    `Another Kuaiji server is running on ${dirname(launch.cluster)}; stop it first or name another KUAIJI_DATA.`,
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

function addresses({ passwords }: Identity, port: number) {
  const at = `127.0.0.1:${port}/${databaseName}`
  return {
    ownerUrl: `postgresql://${ownerRole}:${passwords.owner}@${at}`,
    applicationUrl: `postgresql://${applicationRole}:${passwords.application}@${at}`,
  }
}
