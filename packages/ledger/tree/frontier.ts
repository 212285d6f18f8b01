import { LogFault } from './fault.ts'
import { emptyRoot, foldHashes, hashBytes } from './hash.ts'
import { edgeOf, hashesAt, type TileId, tileWidth } from './tile.ts'

/**
 * The right edge of a tree: for each level the hashes of its partial tile, none to 255. It is all that is needed to
 * extend the tree and to know its root: at most 8 KiB a level, 3 levels at 5 million entries.
 */
export interface Frontier {
  /** Leaves in the tree. */
  readonly size: number
  /** `edge[level]`: hashes of that level's partial tile one after another; empty when all its tiles are full. */
  readonly edge: readonly Uint8Array[]
}

/** A tile with its hashes one after another, `id.width` of them. */
export interface Tile extends TileId {
  readonly hashes: Uint8Array
}

export interface Extension {
  readonly frontier: Frontier
  /** Tiles that are new, have grown or have become full, lowest level first, in order of index. */
  readonly tiles: readonly Tile[]
}

export const emptyFrontier: Frontier = { size: 0, edge: [] }

/**
 * Appends leaf hashes (one after another). The cost is that of hashing the batch, and of one copy of the edge for each
 * level that changes: it does not grow with the tree. Nothing passed in is changed or kept.
 */
export function extend(frontier: Frontier, leafHashes: Uint8Array): Extension {
  const edge = [...frontier.edge]
  const tiles: Tile[] = []
  let added = leafHashes
  for (let level = 0; added.length > 0; level++) {
    const hashes = Buffer.concat([edge[level] ?? Buffer.alloc(0), added])
    const first = Math.floor(hashesAt(level, frontier.size) / tileWidth)
    const full = Math.floor(hashes.length / (tileWidth * hashBytes))
    const parents = Buffer.allocUnsafe(full * hashBytes)
    for (let i = 0; i < full; i++) {
      const tile = hashes.subarray(i * tileWidth * hashBytes, (i + 1) * tileWidth * hashBytes)
      tiles.push({ level, index: first + i, width: tileWidth, hashes: tile })
      parents.set(foldHashes(tile), i * hashBytes)
    }
    const rest = Buffer.from(hashes.subarray(full * tileWidth * hashBytes))
    if (rest.length > 0)
      tiles.push({ level, index: first + full, width: rest.length / hashBytes, hashes: rest })
    edge[level] = rest
    added = parents
  }
  return { frontier: { size: frontier.size + leafHashes.length / hashBytes, edge }, tiles }
}

/** Root of the tree with this right edge. */
export function rootAt(frontier: Frontier): Buffer {
  let root: Buffer | undefined
  for (const hashes of frontier.edge) {
    const row = root === undefined ? hashes : Buffer.concat([hashes, root])
    if (row.length > 0) root = foldHashes(row)
  }
  return root ?? emptyRoot
}

/** Reads the edge of a tree of `size` leaves; a tile may come longer than asked for, as when it has grown since. */
export async function loadFrontier(
  size: number,
  read: (id: TileId) => Promise<Uint8Array>,
): Promise<Frontier> {
  const edge: Uint8Array[] = []
  for (const id of edgeOf(size)) {
    const hashes = await read(id)
    const bytes = id.width * hashBytes
    if (hashes.length < bytes)
      throw new LogFault('tile', `tile ${id.level}/${id.index} holds fewer than ${id.width} hashes`)
    while (edge.length < id.level) edge.push(Buffer.alloc(0))
    edge.push(hashes.subarray(0, bytes))
  }
  return { size, edge }
}
