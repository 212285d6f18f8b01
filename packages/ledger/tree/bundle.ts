import { LogFault } from './fault.ts'

/** A leaf's length is written in two bytes. */
export const leafBytesMax = 65_535

/** Entry bundle of tlog-tiles: each leaf after its length as a big-endian uint16. */
export function encodeBundle(leaves: readonly Uint8Array[]): Buffer {
  let bytes = 0
  for (const leaf of leaves) {
    if (leaf.length > leafBytesMax)
      throw new LogFault('malformed', `a leaf of ${leaf.length} bytes; at most ${leafBytesMax} are possible`)
    bytes += 2 + leaf.length
  }
  const bundle = Buffer.allocUnsafe(bytes)
  let at = 0
  for (const leaf of leaves) {
    at = bundle.writeUInt16BE(leaf.length, at)
    bundle.set(leaf, at)
    at += leaf.length
  }
  return bundle
}

/** The leaves, as views into `bundle`. `firstEntry` is the leaf index of the first, for naming a broken one. */
export function decodeBundle(bundle: Uint8Array, firstEntry = 0): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + (bundle[at]! << 8) + (bundle[at + 1] ?? 0)
    if (at + 2 > bundle.length || end > bundle.length) {
      const entry = firstEntry + leaves.length
      throw new LogFault('malformed', `the entry bundle is cut short inside entry ${entry}`, entry)
    }
    leaves.push(bundle.subarray(at + 2, end))
    at = end
  }
  return leaves
}
