import { randomBytes, randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/** Which cluster belongs to a data folder, and its passwords. Kept in `database.json`, mode 0600. */
export interface Identity {
  readonly id: string
  /** Absolute path of the cluster (PGDATA); stored relative when it lies in the data folder. */
  readonly cluster: string
  readonly passwords: { readonly cluster: string; readonly owner: string; readonly application: string }
  /** When the cluster was whole for the first time; before that a missing cluster is made, after that never. */
  readonly createdAt?: string
}

export const identityFile = (dataFolder: string) => join(dataFolder, 'database.json')

export async function findIdentity(dataFolder: string): Promise<Identity | undefined> {
  const file = identityFile(dataFolder)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new StartupError('data_folder_unusable', `${file} cannot be read (${reasonOf(error)}).`, error)
  }
  try {
    const identity = JSON.parse(text) as Identity
    if (!identity.id || !identity.cluster || !identity.passwords.owner) throw new Error('fields are missing')
    return { ...identity, cluster: resolve(dataFolder, identity.cluster) }
  } catch (error) {
    throw new StartupError(
      'data_folder_damaged',
      `${file} is damaged (${reasonOf(error)}); put it back from a backup, nothing was changed.`,
      error,
    )
  }
}

/** The first of several processes wins; the others read what it wrote. */
export async function createIdentity(dataFolder: string, cluster: string): Promise<Identity> {
  const password = () => randomBytes(24).toString('base64url')
  const passwords = { cluster: password(), owner: password(), application: password() }
  const identity = { id: randomUUID(), cluster, passwords }
  const draft = await writeDraft(dataFolder, identity)
  try {
    await link(draft, identityFile(dataFolder))
    return identity
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return (await findIdentity(dataFolder))!
  } finally {
    await rm(draft, { force: true })
  }
}

export async function rememberCreation(dataFolder: string, identity: Identity): Promise<Identity> {
  const created = { ...identity, createdAt: new Date().toISOString() }
  await rename(await writeDraft(dataFolder, created), identityFile(dataFolder))
  return created
}

async function writeDraft(dataFolder: string, identity: Identity): Promise<string> {
  const draft = `${identityFile(dataFolder)}.${process.pid}`
  const inside = relative(dataFolder, identity.cluster)
  const cluster = inside.startsWith('..') || isAbsolute(inside) ? identity.cluster : inside
  try {
    const file = await open(draft, 'w', 0o600)
    await file.writeFile(`${JSON.stringify({ ...identity, cluster }, null, 2)}\n`)
    await file.sync()
    await file.close()
    return draft
  } catch (error) {
    throw new StartupError(
      'data_folder_unusable',
      `The data folder ${dataFolder} cannot be written (${reasonOf(error)}); set KUAIJI_DATA to another folder.`,
      error,
    )
  }
}
