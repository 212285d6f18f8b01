import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** A key file that cannot be used, in one sentence that says what to do. Never quotes a byte of the key. */
export class KeyRefused extends Error {
  override get name() {
    return 'KeyRefused'
  }
}

export const keyBytes = 32

/** Reads a key of 32 bytes, or makes it where `mayCreate` allows. Two processes starting at once end with one key. */
export function openKeyFile(folder: string, name: string, mayCreate: boolean): Buffer {
  const path = join(folder, name)
  if (!stat(path)) {
    if (!mayCreate)
      throw new KeyRefused(
        `${path} is missing, but the database holds data sealed under it: put the file back.`,
      )
    createKeyFile(folder, name)
  }
  const found = stat(path)
  if (!found?.isFile()) throw new KeyRefused(`${path} is not a file.`)
  if (found.mode & 0o077)
    throw new KeyRefused(`${path} is open to other users (mode ${octal(found.mode)}): run chmod 600 on it.`)
  if (found.size !== keyBytes)
    throw new KeyRefused(
      `${path} is ${found.size} bytes long, a key has ${keyBytes}: restore it from its copy.`,
    )
  return readFileSync(path)
}

/** Written aside and linked into place, so that no reader ever sees half a key and none is overwritten. */
function createKeyFile(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const mode = statSync(folder).mode
  if (mode & 0o022)
    throw new KeyRefused(`${folder} is writable by other users (mode ${octal(mode)}): run chmod 700 on it.`)
  const aside = join(folder, `.${name}.${randomBytes(6).toString('hex')}`)
  const file = openSync(aside, 'wx', 0o600)
  try {
    writeSync(file, randomBytes(keyBytes))
    fsyncSync(file)
    linkSync(aside, join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(file)
    rmSync(aside)
  }
  const directory = openSync(folder, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

function stat(path: string) {
  return statSync(path, { throwIfNoEntry: false })
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8)
}
