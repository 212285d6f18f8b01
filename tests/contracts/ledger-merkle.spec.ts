import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  consistencyProof,
  emptyFrontier,
  encodeBundle,
  extend,
  inclusionProof,
  leafHashes,
  rootAt,
  rootOf,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
} from '@kuaiji/ledger/tree'
import { describe, expect, it } from 'vitest'
import reference from './reference/merkle.json' with { type: 'json' }

// The answers come from reference/merkle.py: RFC 6962 §2.1 and tlog-tiles written down as their definitions read.

const largest = Math.max(...reference.trees.map(tree => tree.size))
const leaves = Array.from({ length: largest }, (_, i) => Buffer.from(`reference leaf ${i}`))
const hashes = leafHashes(leaves)
const whole = extend(emptyFrontier, hashes)
const tiles = new Map(whole.tiles.map(tile => [`${tile.level}/${tile.index}`, tile.hashes]))
const read = async (level: number, index: number) => tiles.get(`${level}/${index}`)!
const roots = new Map(reference.trees.map(tree => [tree.size, Buffer.from(tree.root, 'hex')]))

function digest(parts: readonly Uint8Array[]): string {
  return parts.reduce((sha, part) => sha.update(part), createHash('sha256')).digest('hex')
}

describe.each(reference.trees)('a tree of $size', tree => {
  const { size } = tree
  const mine = extend(emptyFrontier, hashes.subarray(0, size * 32))

  it('has the root', () => {
    expect(rootAt(mine.frontier).toString('hex')).toBe(tree.root)
    expect(rootOf(hashes.subarray(0, size * 32)).toString('hex')).toBe(tree.root)
  })

  it('has the tiles', () => {
    const levels = tree.tiles.map((_, level) => mine.tiles.filter(tile => tile.level === level))
    const found = levels.map(row => ({
      full: row.filter(tile => tile.width === tileWidth).length,
      partial: row.at(-1)!.width % tileWidth,
      digest: digest(row.map(tile => tile.hashes)),
    }))
    expect(found).toEqual(tree.tiles)
    expect(mine.tiles).toHaveLength(levels.flat().length)
  })

  it('has the entry bundles', () => {
    const bundles = Array.from({ length: Math.ceil(size / tileWidth) }, (_, i) =>
      encodeBundle(leaves.slice(i * tileWidth, Math.min(size, (i + 1) * tileWidth))),
    )
    expect(digest(bundles)).toBe(tree.bundles)
  })

  it('has the inclusion proofs', async () => {
    for (const { index, length, digest: expected } of tree.inclusion) {
      const proof = await inclusionProof(read, index, size)
      expect([proof.length, digest(proof)], `entry ${index}`).toEqual([length, expected])
      const leafHash = hashes.subarray(index * 32, (index + 1) * 32)
      verifyInclusion({ leafHash, index, size, root: roots.get(size)!, proof })
    }
  })
})

it(`has the ${reference.consistency.length} consistency proofs`, async () => {
  for (const { from, to, length, digest: expected } of reference.consistency) {
    const proof = await consistencyProof(read, from, to)
    expect([proof.length, digest(proof)], `${from} to ${to}`).toEqual([length, expected])
    const older = { size: from, root: roots.get(from) ?? rootOf(hashes.subarray(0, from * 32)) }
    verifyConsistency({ from: older, to: { size: to, root: roots.get(to)! }, proof })
  }
})

interface Vector {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

it('decides every inclusion vector of transparency-dev/merkle as it says', context => {
  const shared = process.env.KUAIJI_SHARED ?? join(import.meta.dirname, '../../../shared')
  const folder = join(shared, 'data/conformance/merkle/inclusion')
  if (!existsSync(folder)) {
    console.warn(`skipped: no inclusion vectors in ${folder}`)
    context.skip(`no inclusion vectors in ${folder}`)
  }
  const paths = globSync('**/*.json', { cwd: folder })
  expect(paths.length).toBeGreaterThan(0)
  for (const path of paths) {
    const vector = JSON.parse(readFileSync(join(folder, path), 'utf8')) as Vector
    const claim = {
      leafHash: Buffer.from(vector.leafHash, 'base64'),
      index: vector.leafIdx,
      size: vector.treeSize,
      root: Buffer.from(vector.root, 'base64'),
      proof: (vector.proof ?? []).map(hash => Buffer.from(hash, 'base64')),
    }
    const check = expect(() => verifyInclusion(claim), relative(folder, join(folder, path)))
    if (vector.wantErr) check.toThrow()
    else check.not.toThrow()
  }
})
