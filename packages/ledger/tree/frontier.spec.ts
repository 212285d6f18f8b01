import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyFrontier, extend, loadFrontier, rootAt } from './frontier.ts'
import { emptyRoot, foldHashes, leafHash, leafHashes, nodeHash, rootOf } from './hash.ts'
import { sampleLeaves } from './sample.ts'
import { edgeOf, resourcesOf, tilePath } from './tile.ts'

const leaves = leafHashes(sampleLeaves(70_000))
const first = (count: number) => leaves.subarray(0, count * 32)

it('hashes leaves and nodes with their prefixes', () => {
  expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  )
  expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const [a, b, c] = sampleLeaves(3).map(leafHash) as [Buffer, Buffer, Buffer]
  expect(rootOf(Buffer.concat([a, b, c]))).toEqual(nodeHash(nodeHash(a, b), c))
  expect(rootOf(Buffer.alloc(0))).toEqual(emptyRoot)
})

it('hashes leaves longer than a bundle could carry, as another log may have them', () => {
  expect(leafHash(Buffer.alloc(70_000)).toString('hex')).toBe(
    'b3ae04a0713026c8cbf88b6cbff173f68a27cd376414c46645dd1a2293486c99',
  )
})

it('grown batch by batch it is the tree from scratch: root, edge and every tile', () => {
  const batches = fc.array(fc.oneof(fc.nat(600), fc.constantFrom(1, 255, 256, 257, 512, 5_000)), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(batches, sizes => {
      let frontier = emptyFrontier
      const tiles = new Map<string, Uint8Array>()
      for (const count of sizes) {
        const at = frontier.size * 32
        const extension = extend(frontier, leaves.subarray(at, at + count * 32))
        for (const tile of extension.tiles) tiles.set(tilePath(tile), Buffer.from(tile.hashes))
        frontier = extension.frontier
      }
      expect(rootAt(frontier)).toEqual(rootOf(first(frontier.size)))
      const whole = extend(emptyFrontier, first(frontier.size))
      expect(rootAt(whole.frontier)).toEqual(rootAt(frontier))
      for (const tile of whole.tiles) expect(tiles.get(tilePath(tile))).toEqual(Buffer.from(tile.hashes))
      expect(whole.tiles.map(tilePath)).toEqual(
        [...resourcesOf(frontier.size)].filter(id => id.level !== 'entries').map(tilePath),
      )
      for (const { level, width } of edgeOf(frontier.size))
        expect(frontier.edge[level]).toHaveLength(width * 32)
    }),
    { numRuns: 40 },
  )
})

it('gives back exactly the tiles that changed', () => {
  const { frontier } = extend(emptyFrontier, first(65_535))
  const one = extend(frontier, leaves.subarray(65_535 * 32, 65_536 * 32))
  expect(one.tiles.map(tilePath)).toEqual(['tile/0/255', 'tile/1/000', 'tile/2/000.p/1'])
  const two = extend(one.frontier, leaves.subarray(65_536 * 32, 65_538 * 32))
  expect(two.tiles.map(tilePath)).toEqual(['tile/0/256.p/2'])
  expect(extend(two.frontier, Buffer.alloc(0)).tiles).toEqual([])
})

it('changes nothing it was given', () => {
  const { frontier } = extend(emptyFrontier, first(300))
  const before = structuredClone(frontier)
  extend(frontier, first(300))
  rootAt(frontier)
  expect(structuredClone(frontier)).toEqual(before)
})

it('is loaded from the tiles of its size, also when those have grown since', async () => {
  const { tiles } = extend(emptyFrontier, first(70_000))
  const grown = new Map(tiles.map(tile => [`${tile.level}/${tile.index}`, tile.hashes]))
  const read = async ({ level, index }: { level: number; index: number }) => grown.get(`${level}/${index}`)!
  for (const size of [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999]) {
    const frontier = await loadFrontier(size, read)
    expect(frontier.size).toBe(size)
    expect(rootAt(frontier)).toEqual(rootOf(first(size)))
    const more = extend(frontier, leaves.subarray(size * 32)).frontier
    expect(rootAt(more)).toEqual(foldHashes(leaves))
  }
  await expect(loadFrontier(300, async () => Buffer.alloc(43 * 32))).rejects.toThrow('fewer than 44 hashes')
})
