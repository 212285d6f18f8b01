import { LogFault } from './fault.ts'
import { emptyRoot, foldHashes, hashBytes, nodeHash, sameHash } from './hash.ts'
import { tileWidth, widthAt } from './tile.ts'

/**
 * Reads one tile of hashes. `width` (1 to 256) is how many of its hashes the proof's tree has; more may be answered.
 * A reader may ignore `width` when it keeps one version of each tile.
 */
export type HashReader = (level: number, index: number, width: number) => Promise<Uint8Array>

/** Audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), from the leaf's sibling upwards. */
export function inclusionProof(read: HashReader, index: number, size: number): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const ranges: Range[] = []
  for (let [start, end] = [0, size]; end - start > 1; ) {
    const middle = start + split(end - start)
    ranges.push(index < middle ? [middle, end] : [start, middle])
    if (index < middle) end = middle
    else start = middle
  }
  return hashesOf(ranges.reverse(), read, size)
}

/** Proof that the tree of `to` leaves extends the one of `from` leaves (RFC 6962 §2.1.2). Empty for 0 and for `to`. */
export function consistencyProof(read: HashReader, from: number, to: number): Promise<Buffer[]> {
  if (!(from >= 0 && from <= to)) throw new RangeError(`a tree of ${from} is not older than one of ${to}`)
  if (from === 0 || from === to) return Promise.resolve([])
  const ranges: Range[] = []
  let [start, end] = [0, to]
  while (end !== from) {
    const middle = start + split(end - start)
    ranges.push(from <= middle ? [middle, end] : [start, middle])
    if (from <= middle) end = middle
    else start = middle
  }
  if (start > 0) ranges.push([start, end])
  return hashesOf(ranges.reverse(), read, to)
}

/** Root of the first `size` leaves; the tiles read may belong to a larger tree. */
export async function rootFrom(read: HashReader, size: number): Promise<Buffer> {
  return size === 0 ? emptyRoot : (await hashesOf([[0, size]], read, size))[0]!
}

type Range = readonly [start: number, end: number]

/** Largest power of two below n. */
function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

/** Merkle tree hashes of ranges as RFC 6962 cuts them; every tile is read once, all at the same time. */
function hashesOf(ranges: readonly Range[], read: HashReader, size: number): Promise<Buffer[]> {
  const tiles = new Map<string, Promise<Uint8Array>>()
  const tile = (level: number, index: number) => {
    const known = tiles.get(`${level}/${index}`)
    if (known !== undefined) return known
    const reading = readTile(read, level, index, widthAt(level, index, size))
    tiles.set(`${level}/${index}`, reading)
    return reading
  }
  return Promise.all(ranges.map(range => rangeHash(range, tile)))
}

async function readTile(read: HashReader, level: number, index: number, width: number): Promise<Uint8Array> {
  const hashes = await read(level, index, width)
  if (hashes.length < width * hashBytes || hashes.length % hashBytes !== 0)
    throw new LogFault('tile', `tile ${level}/${index} does not hold ${width} hashes`)
  return hashes
}

async function rangeHash(
  [start, end]: Range,
  tile: (level: number, index: number) => Promise<Uint8Array>,
): Promise<Buffer> {
  const count = end - start
  const left = split(count)
  if (count > 1 && 2 * left !== count) {
    const halves = [rangeHash([start, start + left], tile), rangeHash([start + left, end], tile)] as const
    const [l, r] = await Promise.all(halves)
    return nodeHash(l, r)
  }
  let level = 0
  while (tileWidth ** (level + 1) <= count) level++
  const first = start / tileWidth ** level
  const hashes = await tile(level, Math.floor(first / tileWidth))
  const at = (first % tileWidth) * hashBytes
  return foldHashes(hashes.subarray(at, at + (count / tileWidth ** level) * hashBytes))
}

/** Throws a LogFault unless `proof` leads from the leaf hash at `index` to `root` (RFC 9162 §2.1.3.2). */
export function verifyInclusion(claim: {
  readonly leafHash: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}): void {
  const { leafHash, index, size, root, proof } = claim
  expectHashes([leafHash, root, ...proof])
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    throw new LogFault('proof', `entry ${index} is not in a tree of ${size}`)
  let hash = leafHash
  let [at, last] = [index, size - 1]
  for (const sibling of proof) {
    if (last === 0) throw new LogFault('proof', 'the inclusion proof is too long')
    if (odd(at) || at === last) {
      hash = nodeHash(sibling, hash)
      while (!odd(at) && at !== 0) [at, last] = [at / 2, half(last)]
    } else hash = nodeHash(hash, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) throw new LogFault('proof', 'the inclusion proof is too short')
  if (!sameHash(hash, root)) throw new LogFault('proof', 'the inclusion proof leads to another root', index)
}

/** Throws a LogFault unless `proof` shows that the tree at `to` extends the one at `from` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(claim: {
  readonly from: { readonly size: number; readonly root: Uint8Array }
  readonly to: { readonly size: number; readonly root: Uint8Array }
  readonly proof: readonly Uint8Array[]
}): void {
  const { from, to, proof } = claim
  expectHashes([from.root, to.root, ...proof])
  if (
    !Number.isSafeInteger(from.size) ||
    !Number.isSafeInteger(to.size) ||
    from.size < 0 ||
    from.size > to.size
  )
    throw new LogFault('proof', `a tree of ${to.size} does not extend one of ${from.size}`)
  if (from.size === 0 || from.size === to.size) {
    if (proof.length > 0) throw new LogFault('proof', 'the consistency proof should be empty')
    const expected = from.size === 0 ? emptyRoot : to.root
    if (!sameHash(from.root, expected)) throw new LogFault('inconsistent', 'the roots differ')
    return
  }
  climb(from, to, proof)
}

function climb(
  from: { readonly size: number; readonly root: Uint8Array },
  to: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): void {
  let [at, last] = [from.size - 1, to.size - 1]
  while (odd(at)) [at, last] = [half(at), half(last)]
  const path = at === 0 ? [from.root, ...proof] : proof
  if (path[0] === undefined) throw new LogFault('proof', 'the consistency proof is too short')
  let [older, newer] = [path[0], path[0]]
  for (const hash of path.slice(1)) {
    if (last === 0) throw new LogFault('proof', 'the consistency proof is too long')
    if (odd(at) || at === last) {
      older = nodeHash(hash, older)
      newer = nodeHash(hash, newer)
      while (!odd(at) && at !== 0) [at, last] = [at / 2, half(last)]
    } else newer = nodeHash(newer, hash)
    ;[at, last] = [half(at), half(last)]
  }
  if (last !== 0) throw new LogFault('proof', 'the consistency proof is too short')
  if (!sameHash(older, from.root)) throw new LogFault('inconsistent', 'the older root is not in this tree')
  if (!sameHash(newer, to.root)) throw new LogFault('proof', 'the consistency proof leads to another root')
}

function expectHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.some(hash => hash.length !== hashBytes))
    throw new LogFault('malformed', `a hash in a proof has ${hashBytes} bytes`)
}

const odd = (n: number) => n % 2 === 1
const half = (n: number) => Math.floor(n / 2)
