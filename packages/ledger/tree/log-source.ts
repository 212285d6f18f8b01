import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeBundle, leafBytesMax } from './bundle.ts'
import { LogFault } from './fault.ts'
import { hashBytes } from './hash.ts'
import { type BundleId, parseTilePath, type TileId, tilePath, tileWidth } from './tile.ts'

/** Where a tlog-tiles log is read from. A LogFault is `missing` (it is not there) or `unreachable` (nobody knows). */
export interface LogSource {
  /** Folder or address, for sentences. */
  readonly name: string
  /** The newest signed checkpoint. */
  checkpoint(): Promise<string>
  /** A tile or an entry bundle by its path (`tile/…`). */
  tile(path: string): Promise<Uint8Array>
}

const checkpointBytesMax = 1_000_000
const bundleBytesMax = tileWidth * (2 + leafBytesMax)

/** A folder in the tlog-tiles layout, as an export writes it. */
export function folderSource(folder: string): LogSource {
  return {
    name: folder,
    async checkpoint() {
      return decodeUtf8(await readBounded(join(folder, 'checkpoint'), checkpointBytesMax), 'checkpoint')
    },
    tile(path) {
      const id = parseTilePath(path)
      return readBounded(join(folder, path), id.level === 'entries' ? bundleBytesMax : tileWidth * hashBytes)
    },
  }
}

async function readBounded(path: string, bytesMax: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > bytesMax) throw new LogFault('malformed', `${path} is larger than ${bytesMax} bytes`)
    return await readFile(path)
  } catch (error) {
    if (error instanceof LogFault) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    const absent = code === 'ENOENT' || code === 'ENOTDIR'
    throw new LogFault(absent ? 'missing' : 'unreachable', `${path} cannot be read (${code})`)
  }
}

export interface HttpLimits {
  /** For one attempt, headers and body; default 20,000. */
  readonly timeoutMs?: number
  /** Default 4; between them 0.2 s, 0.4 s, 0.8 s. */
  readonly attempts?: number
}

/** A log under an http(s) address, e.g. `http://127.0.0.1:3000/ledger`. */
export function httpSource(address: string, limits: HttpLimits = {}): LogSource {
  const prefix = address.replace(/\/+$/, '')
  return {
    name: prefix,
    checkpoint: () => fetchText(`${prefix}/checkpoint`, checkpointBytesMax, limits),
    tile(path) {
      const id = parseTilePath(path)
      const bytesMax = id.level === 'entries' ? bundleBytesMax : tileWidth * hashBytes
      return fetchBytes(`${prefix}/${path}`, bytesMax, limits)
    },
  }
}

/** The log at an address or in a folder. */
export function logSource(folderOrAddress: string): LogSource {
  return /^https?:\/\//i.test(folderOrAddress) ? httpSource(folderOrAddress) : folderSource(folderOrAddress)
}

export async function fetchText(address: string, bytesMax: number, limits: HttpLimits = {}): Promise<string> {
  return decodeUtf8(await fetchBytes(address, bytesMax, limits), address)
}

/** GET with a limit on time and size; tries again after a network fault, 429 or 5xx. */
async function fetchBytes(address: string, bytesMax: number, limits: HttpLimits): Promise<Uint8Array> {
  const { timeoutMs = 20_000, attempts = 4 } = limits
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptFetch(address, bytesMax, timeoutMs)
    } catch (error) {
      if (!(error instanceof LogFault) || error.code !== 'unreachable' || attempt >= attempts) throw error
    }
    await pause(100 * 2 ** attempt)
  }
}

async function attemptFetch(address: string, bytesMax: number, timeoutMs: number): Promise<Uint8Array> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) })
    if (response.ok) return await readBody(response, address, bytesMax)
    await response.body?.cancel()
    const again = response.status === 429 || response.status >= 500
    throw new LogFault(again ? 'unreachable' : 'missing', `${address} answered ${response.status}`)
  } catch (error) {
    if (error instanceof LogFault) throw error
    throw new LogFault('unreachable', `${address} did not answer (${reasonOf(error)})`)
  }
}

async function readBody(response: Response, address: string, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new LogFault('malformed', `${address} sent more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const cause = error.cause as { code?: string; message?: string } | undefined
  return cause?.code ?? cause?.message ?? error.name
}

function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new LogFault('malformed', `${what} is not UTF-8`)
  }
}

/** The hashes of a tile: exactly `id.width` of them. */
export async function readTile(source: LogSource, id: TileId): Promise<Uint8Array> {
  const { bytes, cut } = await readResource(source, id)
  const hashes = cut ? bytes.subarray(0, id.width * hashBytes) : bytes
  if (hashes.length === id.width * hashBytes) return hashes
  const path = tilePath(id)
  throw new LogFault('tile', `${path} has ${hashes.length} bytes instead of ${id.width * hashBytes}`)
}

/** The leaves of a bundle, as many as it holds: it is the caller who knows what to say when that is not `id.width`. */
export async function readBundle(source: LogSource, id: BundleId): Promise<Uint8Array[]> {
  const { bytes, cut } = await readResource(source, id)
  const leaves = decodeBundle(bytes, id.index * tileWidth)
  return cut ? leaves.slice(0, id.width) : leaves
}

/** A partial one may have been removed when the full one came (tlog-tiles, Partial Tiles): then its beginning is it. */
async function readResource(
  source: LogSource,
  id: TileId | BundleId,
): Promise<{ bytes: Uint8Array; cut: boolean }> {
  try {
    return { bytes: await source.tile(tilePath(id)), cut: false }
  } catch (error) {
    if (!(error instanceof LogFault) || error.code !== 'missing') throw error
    if (id.width < tileWidth) {
      const full = await source.tile(tilePath({ ...id, width: tileWidth })).catch(() => undefined)
      if (full !== undefined) return { bytes: full, cut: true }
    }
    const step = id.level === 'entries' ? tileWidth : tileWidth ** (id.level + 1)
    const first = id.index * step
    throw new LogFault('missing', `${tilePath(id)} is missing from ${source.name}`, first)
  }
}
