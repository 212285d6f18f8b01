import { hash } from 'node:crypto'

/** SHA-256 hashes are kept one after another in one buffer: a tile, a batch of leaves, the edge of a tree. */
export const hashBytes = 32

/**
 * hash() with a one-byte-per-character result, written into place, makes 2.5 million hashes of 65 bytes a second on
 * one core of the machine of bench/; asking it for a Buffer, or createHash(), 0.8 million.
 */
function sha256Into(data: Uint8Array, out: Buffer, at: number): void {
  out.write(hash('sha256', data, 'binary'), at, hashBytes, 'latin1')
}

const node = Buffer.alloc(1 + 2 * hashBytes, 1)
const leafScratch = Buffer.alloc(1 + 65_535)

/** MTH of the empty tree: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot: Buffer = Buffer.alloc(hashBytes)
sha256Into(Buffer.alloc(0), emptyRoot, 0)

/** SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(hashBytes)
  leafHashInto(leaf, out, 0)
  return out
}

/** Leaf hashes of many leaves, one after another. */
export function leafHashes(leaves: readonly Uint8Array[]): Buffer {
  const out = Buffer.allocUnsafe(leaves.length * hashBytes)
  for (let i = 0; i < leaves.length; i++) leafHashInto(leaves[i]!, out, i * hashBytes)
  return out
}

function leafHashInto(leaf: Uint8Array, out: Buffer, at: number): void {
  const input = leaf.length < leafScratch.length ? leafScratch : Buffer.alloc(1 + leaf.length)
  input.set(leaf, 1)
  sha256Into(input.subarray(0, 1 + leaf.length), out, at)
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(hashBytes)
  node.set(left, 1)
  node.set(right, 1 + hashBytes)
  sha256Into(node, out, 0)
  return out
}

/**
 * Merkle tree hash over hashes of equally large subtrees, the last of which may be smaller: pairs are joined level by
 * level and an odd one moves up, which is RFC 6962's split at the largest power of two. Not for zero hashes.
 */
export function foldHashes(hashes: Uint8Array): Buffer {
  let count = hashes.length / hashBytes
  const level = Buffer.from(hashes)
  for (; count > 1; count = Math.ceil(count / 2)) {
    const pairs = Math.floor(count / 2)
    for (let i = 0; i < pairs; i++) {
      level.copy(node, 1, i * 2 * hashBytes, (i + 1) * 2 * hashBytes)
      sha256Into(node, level, i * hashBytes)
    }
    if (count % 2 === 1) level.copyWithin(pairs * hashBytes, (count - 1) * hashBytes, count * hashBytes)
  }
  return Buffer.from(level.subarray(0, hashBytes))
}

/** Root of the tree over these leaf hashes (one after another); for whole trees that fit in memory. */
export function rootOf(leafHashes: Uint8Array): Buffer {
  return leafHashes.length === 0 ? emptyRoot : foldHashes(leafHashes)
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** The `i`-th of hashes kept one after another. */
export function hashAt(hashes: Uint8Array, i: number): Uint8Array {
  return hashes.subarray(i * hashBytes, (i + 1) * hashBytes)
}
