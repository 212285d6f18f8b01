import { encodeBase64 } from './base64.ts'
import { type Checkpoint, type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts'
import { nameDifference } from './difference.ts'
import { LogFault } from './fault.ts'
import { emptyFrontier, extend, type Frontier, rootAt, type Tile } from './frontier.ts'
import { foldHashes, hashAt, hashBytes, leafHashes, sameHash } from './hash.ts'
import { inOrder } from './in-order.ts'
import { type LogSource, readBundle, readTile } from './log-source.ts'
import type { Verifier } from './note.ts'
import { edgeOf, type TileId, tilePath, tileWidth, widthAt } from './tile.ts'

export interface VerifyOptions {
  /** The log's key. Without it the checkpoint's signature is not checked and the report says so. */
  readonly log?: Verifier
  readonly witnesses?: readonly Verifier[]
  /** Defaults to the key's name. */
  readonly origin?: string
  /** Signed checkpoint kept from earlier, by the same key: the log must be an extension of it. */
  readonly olderCheckpoint?: string
  /** Bundles read at the same time; default 8. At most so many are in memory. */
  readonly concurrency?: number
  readonly onProgress?: (done: { readonly entries: number; readonly size: number }) => void
}

export interface LogReport {
  readonly origin: string
  readonly size: number
  /** Standard base 64. */
  readonly root: string
  /** `server`: no key was given, so the checkpoint's signature was not checked. */
  readonly trusted: 'key' | 'server'
  /** Names of the keys, the log's and witnesses', whose signatures were checked. */
  readonly signedBy: readonly string[]
  readonly bundles: number
  /** Tiles of hashes that were computed and compared with those served. */
  readonly tiles: number
  /** The older checkpoint that the log was found to extend. */
  readonly extendsSize?: number
}

/**
 * Reads every entry of a C2SP tlog-tiles log, computes every tile and the root again and compares them with what is
 * served and signed. Throws a LogFault that names the first entry, tile or line that is not as it should be.
 * Memory does not grow with the log.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions = {}): Promise<LogReport> {
  const checkpoint = openCheckpoint(await source.checkpoint(), options)
  const older = openOlder(options, checkpoint)
  const walk: Walk = { source, checkpoint, older, frontier: emptyFrontier, bundles: 0, tiles: 0 }
  expectOlderRoot(walk, new Uint8Array(0))
  const parts = Math.ceil(checkpoint.size / tileWidth)
  for await (const part of inOrder(parts, options.concurrency ?? 8, index => readPart(walk, index))) {
    await takePart(walk, part)
    options.onProgress?.({ entries: walk.frontier.size, size: checkpoint.size })
  }
  for (const id of edgeOf(checkpoint.size))
    if (id.level > 0) await compareTile(walk, { ...id, hashes: walk.frontier.edge[id.level]! })
  expectRoot(walk)
  return {
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: encodeBase64(checkpoint.root),
    trusted: options.log === undefined ? 'server' : 'key',
    signedBy: checkpoint.signatures.map(signature => signature.verifier.name),
    bundles: walk.bundles,
    tiles: walk.tiles,
    ...(older === undefined ? {} : { extendsSize: older.size }),
  }
}

/** How far the log has been read. */
interface Walk {
  readonly source: LogSource
  readonly checkpoint: OpenedCheckpoint
  readonly older: Checkpoint | undefined
  frontier: Frontier
  bundles: number
  tiles: number
  /** The first tile above level 0 that does not fit; whether tile or entries are to blame the root decides. */
  misfit?: { readonly id: TileId; readonly from: number; readonly to: number }
}

/** One bundle with its tile of level 0. */
interface Part {
  readonly index: number
  readonly width: number
  readonly found: Uint8Array
  readonly said: Uint8Array
}

function openOlder(options: VerifyOptions, checkpoint: Checkpoint): Checkpoint | undefined {
  if (options.olderCheckpoint === undefined) return undefined
  const older = openCheckpoint(options.olderCheckpoint, { ...options, origin: checkpoint.origin })
  if (older.size > checkpoint.size)
    throw new LogFault(
      'inconsistent',
      `the log has ${checkpoint.size} entries, the older checkpoint ${older.size}: entries were taken away`,
      checkpoint.size,
    )
  return older
}

async function readPart({ source, checkpoint }: Walk, index: number): Promise<Part> {
  const width = widthAt(0, index, checkpoint.size)
  const [leaves, said] = await Promise.all([
    readBundle(source, { level: 'entries', index, width }),
    readTile(source, { level: 0, index, width }),
  ])
  return { index, width, found: leafHashes(leaves), said }
}

async function takePart(walk: Walk, part: Part): Promise<void> {
  if (!sameHash(part.found, part.said)) throw await blame(walk, part)
  expectOlderRoot(walk, part.found)
  const { frontier, tiles } = extend(walk.frontier, part.found)
  walk.frontier = frontier
  walk.bundles++
  walk.tiles++
  for (const tile of tiles) if (tile.level > 0 && tile.width === tileWidth) await compareTile(walk, tile)
}

/** Bundle and tile of level 0 differ: the level above, or for the last part the signed root, says which is right. */
async function blame(walk: Walk, part: Part): Promise<LogFault> {
  const first = part.index * tileWidth
  const fault = nameDifference(part.said, part.found, first)
  const counted = part.found.length === part.width * hashBytes
  if (counted && (await isVouched(walk, part, part.found)) && !(await isVouched(walk, part, part.said))) {
    const path = tilePath({ level: 0, index: part.index, width: part.width })
    const verdict = 'the entry fits the level above, the tile does not'
    return new LogFault('tile', `${path} is wrong about entry ${fault.entry}: ${verdict}`, fault.entry)
  }
  return fault
}

async function isVouched(walk: Walk, part: Part, hashes: Uint8Array): Promise<boolean> {
  if (part.width < tileWidth)
    return sameHash(rootAt(extend(walk.frontier, hashes).frontier), walk.checkpoint.root)
  const index = Math.floor(part.index / tileWidth)
  const width = widthAt(1, index, walk.checkpoint.size)
  const above = await readTile(walk.source, { level: 1, index, width }).catch(() => undefined)
  return above !== undefined && sameHash(hashAt(above, part.index % tileWidth), foldHashes(hashes))
}

/** When the older checkpoint's size lies within the next entries, their root so far must be its root. */
function expectOlderRoot({ older, frontier }: Walk, next: Uint8Array): void {
  const entries = older === undefined ? -1 : older.size - frontier.size
  if (older === undefined || entries < 0 || entries > next.length / hashBytes) return
  const root = rootAt(extend(frontier, next.subarray(0, entries * hashBytes)).frontier)
  if (sameHash(root, older.root)) return
  const sentence = `the first ${older.size} entries are not those of the older checkpoint: they lead to the root ${encodeBase64(root)}, it signed ${encodeBase64(older.root)}`
  throw new LogFault('inconsistent', sentence)
}

async function compareTile(walk: Walk, { hashes, level, index, width }: Tile): Promise<void> {
  const served = await readTile(walk.source, { level, index, width })
  walk.tiles++
  if (walk.misfit !== undefined || sameHash(served, hashes)) return
  let at = 0
  while (sameHash(hashAt(served, at), hashAt(hashes, at))) at++
  const span = tileWidth ** level
  const from = (index * tileWidth + at) * span
  walk.misfit = { id: { level, index, width }, from, to: from + span - 1 }
}

function expectRoot({ checkpoint, older, frontier, misfit }: Walk): void {
  const root = rootAt(frontier)
  const signed = sameHash(root, checkpoint.root)
  if (misfit !== undefined) {
    const place = `${tilePath(misfit.id)} does not fit entries ${misfit.from} to ${misfit.to}`
    const verdict = signed
      ? 'lead to the signed root, so the tile is wrong'
      : 'do not lead to the signed root either'
    throw new LogFault('tile', `${place}; the entries ${verdict}`, misfit.from)
  }
  if (signed) return
  const since =
    older === undefined ? '' : `; the first ${older.size} entries are still those of the older checkpoint`
  const roots = `they lead to the root ${encodeBase64(root)}, the checkpoint says ${encodeBase64(checkpoint.root)}`
  throw new LogFault('root', `entries and tiles agree with each other, but ${roots}${since}`)
}
