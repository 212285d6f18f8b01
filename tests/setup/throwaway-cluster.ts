import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries } from '../../apps/server/database/binaries.ts'
import { createCluster } from '../../apps/server/database/cluster.ts'
import { createIdentity } from '../../apps/server/database/identity.ts'
import { startPostmaster, stopPostmaster } from '../../apps/server/database/launch.ts'
import { clusterRole } from '../../apps/server/database/names.ts'
import { isAlive } from '../../apps/server/database/postmaster.ts'
import { chooseRunner } from '../../apps/server/database/runner.ts'

/** A PostgreSQL that lives as long as one test run. */
export interface ThrowawayCluster {
  /** Superuser, maintenance database. */
  readonly url: string
  stop(): Promise<void>
}

/** Nothing here has to outlive a crash, so nothing waits for the disk. Tests of durability start their own cluster. */
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
}

const prefix = 'kuaiji-test-'

/** `durable` keeps the settings of a real one, for benches. */
export async function startThrowawayCluster({ durable = false } = {}): Promise<ThrowawayCluster> {
  await sweep()
  const home = join(tmpdir(), `${prefix}${process.pid}`)
  await mkdir(home)
  await chmod(home, 0o755)
  const cluster = join(home, 'postgres')
  const identity = await createIdentity(home, cluster)
  const runner = await chooseRunner(cluster)
  const binaries = await findBinaries(runner, home)
  await createCluster(identity, binaries, runner)
  const logFile = join(home, 'postgres.log')
  const { port } = await startPostmaster({
    cluster,
    binaries,
    runner,
    logFile,
    ...(durable ? {} : { settings: careless }),
  })
  return {
    url: `postgresql://${clusterRole}:${identity.passwords.cluster}@127.0.0.1:${port}/postgres`,
    stop: () => remove(home),
  }
}

/** What a killed run left behind: its process number is in the name. */
async function sweep(): Promise<void> {
  const left = (await readdir(tmpdir())).filter(name => name.startsWith(prefix))
  const dead = left.filter(name => !isAlive(Number(name.slice(prefix.length))))
  await Promise.all(dead.map(name => remove(join(tmpdir(), name)).catch(() => undefined)))
}

async function remove(home: string): Promise<void> {
  await stopPostmaster(join(home, 'postgres'))
  await rm(home, { recursive: true, force: true })
}
