import { LogFault } from './fault.ts'

/** Hashes in a full tile, entries in a full bundle: tlog-tiles fixes the tile height at 8. */
export const tileWidth = 256

/** A tile of hashes. `width` is 256 when full, else 1 to 255 (`.p/<width>`). */
export interface TileId {
  /** 0 holds leaf hashes, each level above one hash for each full tile below. */
  readonly level: number
  readonly index: number
  readonly width: number
}

/** The leaves themselves, under the tile of level 0 with the same index and width. */
export interface BundleId {
  readonly level: 'entries'
  readonly index: number
  readonly width: number
}

export type ResourceId = TileId | BundleId

const levelMax = 63
const pathForm = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** `tile/<L>/<N>[.p/<W>]`, N in groups of three digits: 1234067 is `x001/x234/067`. */
export function tilePath({ level, index, width }: ResourceId): string {
  const groups = [threeDigits(index % 1000)]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${threeDigits(rest % 1000)}`)
  return `tile/${level}/${groups.join('/')}${width === tileWidth ? '' : `.p/${width}`}`
}

function threeDigits(n: number): string {
  return String(n).padStart(3, '0')
}

/** Refuses every path that tilePath would not have written: one resource has one address. */
export function parseTilePath(path: string): ResourceId {
  const id = findTile(path)
  if (id === undefined) throw new LogFault('malformed', 'not the path of a tile or entry bundle')
  return id
}

/** As parseTilePath; undefined for a malformed path. */
export function findTile(path: string): ResourceId | undefined {
  const [, level, groups, width] = pathForm.exec(path) ?? []
  if (level === undefined || groups === undefined) return undefined
  const index = Number(groups.replaceAll(/[x/]/g, ''))
  const partial = width === undefined ? tileWidth : Number(width)
  const id: ResourceId =
    level === 'entries' ? { level, index, width: partial } : { level: Number(level), index, width: partial }
  if (id.level !== 'entries' && id.level > levelMax) return undefined
  return partial <= tileWidth && Number.isSafeInteger(index) && tilePath(id) === path ? id : undefined
}

/** How many hashes or entries this tile or bundle has in a tree of `size` leaves: 0 (not there yet) to 256. */
export function widthAt(level: ResourceId['level'], index: number, size: number): number {
  const hashes = hashesAt(level, size)
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth))
}

/** Hashes that a tree of `size` leaves has at a level: floor(size / 256^level). */
export function hashesAt(level: ResourceId['level'], size: number): number {
  return level === 'entries' ? size : Math.floor(size / tileWidth ** level)
}

/** The partial tiles of a tree of `size` leaves, level by level: all the state an integrator keeps. */
export function edgeOf(size: number): TileId[] {
  const edge: TileId[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const index = Math.floor(hashesAt(level, size) / tileWidth)
    const width = hashesAt(level, size) % tileWidth
    if (width > 0) edge.push({ level, index, width })
  }
  return edge
}

/** Everything that a log of `size` leaves is served as, beside its checkpoint: bundles, then tiles level by level. */
export function* resourcesOf(size: number): Generator<ResourceId> {
  for (let index = 0; index * tileWidth < size; index++)
    yield { level: 'entries', index, width: widthAt('entries', index, size) }
  for (let level = 0; hashesAt(level, size) > 0; level++)
    for (let index = 0; index * tileWidth < hashesAt(level, size); index++)
      yield { level, index, width: widthAt(level, index, size) }
}

/** How many resources resourcesOf gives. */
export function countResources(size: number): number {
  let count = Math.ceil(size / tileWidth)
  for (let level = 0; hashesAt(level, size) > 0; level++)
    count += Math.ceil(hashesAt(level, size) / tileWidth)
  return count
}
