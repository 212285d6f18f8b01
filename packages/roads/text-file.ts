import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip, type Gunzip } from 'node:zlib'
import { RoadInputError } from './input-error.ts'

/** Bytes of a text file as they come, unpacked when its name ends in `.gz`. */
export async function* readText(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  const gunzip = file.endsWith('.gz') ? createGunzip() : undefined
  try {
    yield* chunksOf(source, gunzip)
  } catch (error) {
    throw faultOf(file, error, gunzip)
  } finally {
    source.destroy()
  }
}

async function* chunksOf(source: Readable, gunzip: Gunzip | undefined): AsyncGenerator<Buffer> {
  if (gunzip !== undefined) source.on('error', error => gunzip.destroy(error)).pipe(gunzip)
  for await (const chunk of gunzip ?? source) yield chunk as Buffer
}

/** An error of the file system or of unpacking as one sentence that names the file. */
function faultOf(file: string, error: unknown, gunzip: Gunzip | undefined): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (!code.startsWith('Z_')) return fileFault(file, error)
  const cut = code === 'Z_BUF_ERROR'
  const fault = cut ? 'the gzip data is cut short' : `the gzip data is broken (${(error as Error).message})`
  return new RoadInputError(file, `byte ${gunzip?.bytesWritten}`, fault)
}

/** A missing or unreadable file as a RoadInputError; any other error as it is. */
export function fileFault(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return new RoadInputError(file, undefined, 'there is no such file')
  if (code === 'EISDIR') return new RoadInputError(file, undefined, 'is a folder, not a file')
  if (code === 'EACCES' || code === 'EPERM') return new RoadInputError(file, undefined, 'may not be read')
  return error
}
