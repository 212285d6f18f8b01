import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Binaries, program } from './binaries.ts'
import type { Identity } from './identity.ts'
import { clusterRole } from './names.ts'
import { asRunner, type Runner } from './runner.ts'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

const majorVersion = '18'
const marker = 'kuaiji.id'

/** Written to postgresql.conf at creation: an operator may change these. Safety is on the command line. */
const initialSettings = {
  shared_buffers: '256MB',
  max_connections: '100',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

const run = promisify(execFile)

/** Makes the cluster beside its final name and moves it there whole: a crash leaves none, not half a one. */
export async function createCluster(identity: Identity, binaries: Binaries, runner: Runner): Promise<void> {
  const draft = `${identity.cluster}.new-${randomBytes(4).toString('hex')}`
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(passwordFile, `${identity.passwords.cluster}\n`, { mode: 0o600 })
    if (runner.uid !== undefined) {
      await chown(draft, runner.uid, runner.gid!)
      await chown(passwordFile, runner.uid, runner.gid!)
    }
    await run(program(binaries, 'initdb'), initdbArguments(draft, passwordFile), asRunner(runner))
    await writeFile(join(draft, marker), identity.id)
    await rename(draft, identity.cluster)
  } catch (error) {
    // Another process was first: its cluster stands.
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return
    throw new StartupError(
      'data_folder_unusable',
      `No database could be made in ${identity.cluster} (${lastLine(error)}).`,
      error,
    )
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

/** Builtin C.UTF-8: order does not depend on the machine's libraries, so indexes outlive an upgrade. */
function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${clusterRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...Object.entries(initialSettings).map(([name, value]) => `--set=${name}=${value}`),
  ]
}

function lastLine(error: unknown): string {
  const lines = ((error as { stderr?: string }).stderr ?? '')
    .split('\n')
    .filter(line => /error:|FATAL/.test(line))
  return lines.at(-1)?.replace(/^.*?(error|FATAL):\s*/, '') ?? reasonOf(error)
}

/** Throws unless the folder is this data folder's cluster, of our major version and outwardly whole. */
export async function inspectCluster(identity: Identity): Promise<'absent' | 'present'> {
  const { cluster } = identity
  if (!(await exists(cluster))) {
    if (!identity.createdAt) return 'absent'
    throw new StartupError(
      'data_folder_incomplete',
      `The database folder ${cluster} is gone although it was made on ${identity.createdAt}; put it back, or name another KUAIJI_DATA to begin anew.`,
    )
  }
  if ((await read(join(cluster, marker))) !== identity.id) throw foreign(cluster)
  const major = (await read(join(cluster, 'PG_VERSION')))?.trim()
  if (major === undefined) throw damaged(cluster, 'PG_VERSION is missing')
  if (major !== majorVersion) {
    throw new StartupError(
      'database_other_major',
      `The database in ${cluster} was made by PostgreSQL ${major || '(unknown)'} and this is PostgreSQL ${majorVersion}; start the Kuaiji that made it, nothing was changed.`,
    )
  }
  const control = await stat(join(cluster, 'global/pg_control')).catch(() => undefined)
  if (!control) throw damaged(cluster, 'global/pg_control is missing')
  if (control.size !== 8192) throw damaged(cluster, `global/pg_control has ${control.size} bytes, not 8192`)
  return 'present'
}

/** Before the first start: whatever already lies where the cluster should go is somebody else's. */
export async function refuseForeign(cluster: string): Promise<void> {
  const files = await readdir(cluster).catch(error => {
    if (codeOf(error) === 'ENOENT') return []
    throw foreign(cluster)
  })
  if (files.length > 0) throw foreign(cluster)
}

const foreign = (cluster: string) =>
  new StartupError(
    'data_folder_foreign',
    `${cluster} was not made by this Kuaiji and is left alone; set KUAIJI_DATA to another folder.`,
  )

export const damaged = (cluster: string, what: string) =>
  new StartupError(
    'data_folder_damaged',
    `The database in ${cluster} is damaged: ${what}; restore it from a backup, nothing was changed.`,
  )

const exists = (path: string) =>
  stat(path).then(
    () => true,
    error => {
      if (codeOf(error) === 'ENOENT') return false
      throw new StartupError('data_folder_unusable', `${path} cannot be read (${reasonOf(error)}).`, error)
    },
  )

const read = (path: string) => readFile(path, 'utf8').catch(() => undefined)
