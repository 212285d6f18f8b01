import { rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findBinaries } from './binaries.ts'
import { createCluster, inspectCluster, refuseForeign } from './cluster.ts'
import { chooseHome, makeDataFolder } from './home.ts'
import { createIdentity, findIdentity, type Identity, rememberCreation } from './identity.ts'
import { addresses, Keeper } from './keeper.ts'
import type { Prepared } from './lock.ts'
import { findPostmaster } from './postmaster.ts'
import { canEnter, chooseRunner } from './runner.ts'
import type { DatabaseSettings } from './settings.ts'
import { StartupError } from './startup-error.ts'

/** Starts the data folder's PostgreSQL, or adopts the one a killed server left running. */
export async function openEmbedded(settings: DatabaseSettings): Promise<Keeper> {
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

async function prepare({ dataFolder, progress }: DatabaseSettings): Promise<Prepared> {
  await makeDataFolder(dataFolder)
  let identity = (await findIdentity(dataFolder)) ?? (await establish(dataFolder))
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

async function establish(dataFolder: string): Promise<Identity> {
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
