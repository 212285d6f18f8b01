import { createHash } from 'node:crypto'
import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { canEnter, type Runner } from './runner.ts'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/** Makes the data folder, or says why it cannot be one. */
export async function makeDataFolder(dataFolder: string): Promise<void> {
  try {
    await makeFolder(dataFolder)
    await access(dataFolder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartupError(
      'data_folder_unusable',
      `The data folder ${dataFolder} cannot be used (${reasonOf(error)}); set KUAIJI_DATA to a folder that can be written.`,
      error,
    )
  }
}

/** Node's recursive mkdir never ends below /proc, where a folder exists and takes no other (measured on 24.21). */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return
  const parent = dirname(folder)
  if (parent !== folder) await makeFolder(parent)
  await mkdir(folder).catch(async error => {
    if (codeOf(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error
  })
}

/** Kept across restarts and never swept, unlike /tmp and /var/tmp. */
const shelves = ['/var/lib', '/srv', '/opt']

/**
 * Where cluster and copied programs live: the data folder or, when its parents are closed to the runner,
 * a folder outside named after it. Modes of parents are never changed.
 */
export async function chooseHome(dataFolder: string, runner: Runner): Promise<string> {
  if (runner.uid === undefined || canEnter(runner, dataFolder)) return dataFolder
  const mark = createHash('sha256')
    .update(await realpath(dataFolder))
    .digest('hex')
    .slice(0, 12)
  for (const shelf of shelves) {
    const home = join(shelf, `kuaiji-${mark}`)
    try {
      await mkdir(home, { recursive: true })
      await chmod(home, 0o755)
    } catch {
      continue
    }
    if (canEnter(runner, home)) return home
  }
  throw new StartupError(
    'data_folder_unreachable',
    `User ${runner.name}, as whom PostgreSQL has to run, can enter neither ${dataFolder} nor ${shelves.join(', ')}; set KUAIJI_DATA to a folder it can enter.`,
  )
}
