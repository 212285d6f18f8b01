import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyFrontier, extend } from './frontier.ts'
import { leafHashes, rootOf } from './hash.ts'
import {
  consistencyProof,
  type HashReader,
  inclusionProof,
  rootFrom,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts'
import { sampleLeaves } from './sample.ts'

const total = 70_000
const leaves = leafHashes(sampleLeaves(total))
const root = (size: number) => rootOf(leaves.subarray(0, size * 32))
const leaf = (index: number) => leaves.subarray(index * 32, (index + 1) * 32)
const tiles = new Map(
  extend(emptyFrontier, leaves).tiles.map(tile => [`${tile.level}/${tile.index}`, tile.hashes]),
)
/** The tiles of the whole tree: proofs of every smaller size are cut from them. */
const read: HashReader = async (level, index) => tiles.get(`${level}/${index}`)!

const sizes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: total }))
const runs = { numRuns: 60 }

/** Every mutation that should break a proof: a bit, a hash more, a hash less, two swapped. */
function mutations(proof: readonly Buffer[]): Buffer[][] {
  const bits = proof.flatMap((hash, i) =>
    [0, 131, 255].map(bit => {
      const changed = Buffer.from(hash)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      return proof.with(i, changed)
    }),
  )
  const dropped = proof.map((_, i) => proof.toSpliced(i, 1))
  const added = [...proof, undefined].map((_, i) => proof.toSpliced(i, 0, Buffer.alloc(32, 7)))
  const swapped = proof.slice(1).map((hash, i) => proof.with(i, hash).with(i + 1, proof[i]!))
  return [...bits, ...dropped, ...added, ...swapped]
}

it('every leaf of every size has an inclusion proof, and no mutation of it holds', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
      const index = seed % size
      const claim = { leafHash: leaf(index), index, size, root: root(size) }
      const proof = await inclusionProof(read, index, size)
      verifyInclusion({ ...claim, proof })
      for (const mutated of mutations(proof))
        expect(() => verifyInclusion({ ...claim, proof: mutated })).toThrow()
      const others = [
        { index: index + 1 },
        { index: index - 1 },
        { index: index ^ 1 },
        { leafHash: leaf((index + 1) % total) },
        { root: root((size % total) + 1) },
      ]
      for (const other of others)
        expect(() => verifyInclusion({ ...claim, ...other, proof })).toThrow(/proof|tree/)
    }),
    runs,
  )
})

it('every size extends every smaller one, and no mutation of the proof holds', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
      const older = seed % (size + 1)
      const claim = { from: { size: older, root: root(older) }, to: { size, root: root(size) } }
      const proof = await consistencyProof(read, older, size)
      verifyConsistency({ ...claim, proof })
      for (const mutated of mutations(proof))
        expect(() => verifyConsistency({ ...claim, proof: mutated })).toThrow()
      const forged = { size: older, root: root((older % total) + 1) }
      expect(() => verifyConsistency({ ...claim, from: forged, proof })).toThrow()
    }),
    runs,
  )
})

it('roots of all sizes come from the tiles of a larger tree', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, total])
    expect(await rootFrom(read, size)).toEqual(root(size))
})

it('reads no tile twice, and says how much of it the tree has', async () => {
  const asked: string[] = []
  await inclusionProof(
    async (level, index, width) => {
      asked.push(`${level}/${index}:${width}`)
      return read(level, index, width)
    },
    69_998,
    total,
  )
  expect(asked.sort()).toEqual(['0/273:112', '1/1:17', '2/0:1'])
})

it('names a tile that is too short, and bounds that make no sense', async () => {
  await expect(inclusionProof(async () => Buffer.alloc(64), 3, 300)).rejects.toThrow('does not hold')
  expect(() => inclusionProof(read, 300, 300)).toThrow('no leaf 300 in a tree of 300')
  expect(() => inclusionProof(read, -1, 300)).toThrow(RangeError)
  expect(() => consistencyProof(read, 301, 300)).toThrow(RangeError)
})

it('an empty tree is extended by any, the same tree by itself, both without hashes', () => {
  const empty = { size: 0, root: root(0) }
  const one = { size: 5, root: root(5) }
  verifyConsistency({ from: empty, to: one, proof: [] })
  verifyConsistency({ from: one, to: one, proof: [] })
  expect(() => verifyConsistency({ from: { ...empty, root: root(1) }, to: one, proof: [] })).toThrow(
    'roots differ',
  )
  expect(() => verifyConsistency({ from: one, to: { size: 5, root: root(6) }, proof: [] })).toThrow(
    'roots differ',
  )
  expect(() => verifyConsistency({ from: one, to: one, proof: [root(1)] })).toThrow('should be empty')
  expect(() => verifyConsistency({ from: one, to: empty, proof: [] })).toThrow('does not extend')
})
