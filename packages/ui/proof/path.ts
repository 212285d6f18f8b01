import { type Bytes, sha256 } from './bytes.ts'

/** One step up the tree: our hash and its sibling make the hash of the pair. */
export interface PathStep {
  readonly sibling: Bytes
  /** On which side the sibling stands. */
  readonly side: 'left' | 'right'
  /** Entries that the sibling vouches for: `[from, to)`. */
  readonly vouches: readonly [from: number, to: number]
  /** Entries under the pair. */
  readonly under: readonly [from: number, to: number]
  /** Hash of the pair. */
  readonly hash: Bytes
}

/** SHA-256(0x00 ‖ leaf), RFC 6962. */
export function leafHash(leaf: Uint8Array): Promise<Bytes> {
  return sha256(Uint8Array.of(0), leaf)
}

/**
 * Walks from a leaf hash to the root of a tree of `size` leaves (RFC 6962 §2.1.1). Undefined when the path is too
 * long or too short for that place.
 */
export async function climb(
  leaf: Bytes,
  index: number,
  size: number,
  siblings: readonly Bytes[],
): Promise<readonly PathStep[] | undefined> {
  const ranges = siblingRanges(index, size)
  if (ranges.length !== siblings.length) return undefined
  const steps: PathStep[] = []
  let hash = leaf
  let own: readonly [number, number] = [index, index + 1]
  for (const [i, vouches] of ranges.entries()) {
    const sibling = siblings[i]!
    const side = vouches[1] <= own[0] ? 'left' : 'right'
    hash = await (side === 'left'
      ? sha256(Uint8Array.of(1), sibling, hash)
      : sha256(Uint8Array.of(1), hash, sibling))
    own = [Math.min(own[0], vouches[0]), Math.max(own[1], vouches[1])]
    steps.push({ sibling, side, vouches, under: own, hash })
  }
  return steps
}

/** What each sibling on the way up covers, from the leaf's own neighbour to the root's other half. */
function siblingRanges(index: number, size: number): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    let half = 1
    while (half * 2 < to - from) half *= 2
    const middle = from + half
    ranges.push(index < middle ? [middle, to] : [from, middle])
    if (index < middle) to = middle
    else from = middle
  }
  return ranges.reverse()
}
