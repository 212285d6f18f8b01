import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDataFolder } from '../database/home.ts'

/** What a replay's folder says of itself in `replay.json`: whose ledger it holds. */
export interface FolderIdentity {
  readonly city: string
  /** Origin of the log, which says that the city is simulated. */
  readonly origin: string
}

/**
 * Founds the folder of a replay, or opens an earlier one of the same city to go on with. Throws when it holds
 * something else: nothing in it is overwritten.
 */
export async function openFolder(folder: string, city: string): Promise<FolderIdentity> {
  const file = join(folder, 'replay.json')
  await makeDataFolder(folder).catch(error => {
    throw new Error(`${folder} cannot be a folder for the replay (${error.cause?.code})`)
  })
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return found(folder, file, city)
  const known = parse(text, file)
  if (known.city === city) return known
  throw new Error(`${folder} holds a replay of ${known.city}, not of ${city}; name another folder with --out`)
}

async function found(folder: string, file: string, city: string): Promise<FolderIdentity> {
  if ((await readdir(folder)).length > 0)
    throw new Error(`${folder} is not empty and holds no replay; name another folder with --out`)
  const identity = { city, origin: `simulated.kuaiji.log/replay-${randomBytes(8).toString('hex')}` }
  await writeFile(file, `${JSON.stringify(identity)}\n`, { flag: 'wx' })
  return identity
}

function parse(text: string, file: string): FolderIdentity {
  try {
    const { city, origin } = JSON.parse(text) as Partial<FolderIdentity>
    if (typeof city === 'string' && typeof origin === 'string') return { city, origin }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Error(`${file} is damaged; name another folder with --out`)
}
