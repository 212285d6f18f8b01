import { encodeBase64 } from './base64.ts'
import { LogFault } from './fault.ts'
import { hashAt, hashBytes } from './hash.ts'

/**
 * Names what was done to the entries of a bundle: `said` are the hashes of the tree's tile of level 0, `found` what
 * the bundle's entries hash to, both one after another and different; `first` is the leaf index of their beginning.
 */
export function nameDifference(said: Uint8Array, found: Uint8Array, first: number): LogFault {
  const tree = hashList(said)
  const bundle = hashList(found)
  const counts = `the bundle holds ${bundle.length} entries where the tree has ${tree.length}`
  let at = 0
  while (at < tree.length && tree[at] === bundle[at]) at++
  const entry = first + at
  if (isWithin(bundle, tree)) {
    const others = tree.length - bundle.length > 1 ? ' and others' : ''
    return new LogFault('dropped', `entry ${entry}${others} was dropped: ${counts}`, entry)
  }
  if (isWithin(tree, bundle)) {
    const twin = tree.indexOf(bundle[at]!)
    return twin < 0
      ? new LogFault('inserted', `an entry was put in before entry ${entry}: ${counts}`, entry)
      : new LogFault('duplicated', `entry ${first + twin} stands again at ${entry}: ${counts}`, entry)
  }
  return bundle.length === tree.length
    ? nameReplacement(tree, bundle, at, first)
    : new LogFault('changed', `entry ${entry} was changed, and ${counts}`, entry)
}

/** The same number of entries, of which the one `at` is the first that differs. */
function nameReplacement(
  tree: readonly string[],
  bundle: readonly string[],
  at: number,
  first: number,
): LogFault {
  const entry = first + at
  const places = tree.flatMap((hash, i) => (hash === bundle[i] ? [] : [i]))
  const stands = tree.indexOf(bundle[at]!)
  if (places.length > 1 && isWithin(bundle.toSorted(), tree.toSorted()))
    return new LogFault('reordered', `${orderSentence(places, stands, first)}`, entry)
  const movesUp = places.length > 1 && bundle.slice(at, -1).every((hash, i) => hash === tree[at + i + 1])
  if (movesUp)
    return new LogFault('dropped', `entry ${entry} was dropped and those after it moved one place up`, entry)
  if (stands >= 0)
    return new LogFault(
      'duplicated',
      `a copy of entry ${first + stands} stands in the place of ${entry}`,
      entry,
    )
  const movesDown = places.length > 1 && bundle.slice(at + 1).every((hash, i) => hash === tree[at + i])
  if (movesDown)
    return new LogFault(
      'inserted',
      `an entry was put in before entry ${entry}, those after it moved down`,
      entry,
    )
  const others = places.length > 1 ? `, and so were ${places.length - 1} more entries of its bundle` : ''
  const hashes = `it hashes to ${shown(bundle[at]!)}, the tree says ${shown(tree[at]!)}`
  return new LogFault('changed', `entry ${entry} was changed: ${hashes}${others}`, entry)
}

function orderSentence(places: readonly number[], stands: number, first: number): string {
  const [a, b] = [first + places[0]!, first + stands]
  if (places.length === 2) return `entries ${a} and ${b} stand in each other's place`
  return `entries were reordered: entry ${b} stands in the place of ${a}`
}

/** Whether the whole of `part` stands in `whole` in the same order, with others between. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0
  for (const item of whole) if (item === part[at]) at++
  return at === part.length
}

function hashList(hashes: Uint8Array): string[] {
  const count = hashes.length / hashBytes
  return Array.from({ length: count }, (_, i) => Buffer.from(hashAt(hashes, i)).toString('latin1'))
}

function shown(hash: string): string {
  return encodeBase64(Buffer.from(hash, 'latin1'))
}
