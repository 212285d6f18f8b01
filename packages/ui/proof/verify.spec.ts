import {
  commit,
  emptyFrontier,
  extend,
  formatTlogProof,
  formatVerifier,
  inclusionProof,
  leafHashes,
  leafOf,
  rootAt,
  signCheckpoint,
  signerFrom,
  verifierOf,
} from '@kuaiji/ledger/tree'
import { describe, expect, it } from 'vitest'
import { parseKey } from './note.ts'
import { type EntryParts, verifyEntry } from './verify.ts'

const signer = signerFrom('log.example/console', Buffer.alloc(32, 7))
const key = parseKey(formatVerifier(verifierOf(signer)))!

/** An entry among others, written and proved by the ledger's own code; the console checks with its own. */
async function proved(index: number, size: number): Promise<{ entry: EntryParts; proof: string }> {
  const salts = [1, 2, 3].map(n => Buffer.alloc(32, n + index))
  const envelope = { id: `e${index}`, at: '2026-11-23T05:00:00.000Z', actor: { seat: '110-03' }, n: 3 }
  const facts = { grade: 1, type: '交通事故' }
  const commitments = {
    envelope: commit(salts[0]!, envelope),
    facts: commit(salts[1]!, facts),
    particulars: commit(salts[2]!, { address: 'sealed' }),
  }
  const leaves = Array.from({ length: size }, (_, i) =>
    i === index ? leafOf(commitments) : Buffer.from(`other ${i}`),
  )
  const hashes = leafHashes(leaves)
  const { frontier, tiles } = extend(emptyFrontier, hashes)
  const read = async (level: number, at: number) =>
    tiles.find(tile => tile.level === level && tile.index === at)!.hashes
  const checkpoint = signCheckpoint({ origin: signer.name, size, root: rootAt(frontier) }, signer)
  const proof = formatTlogProof({ index, hashes: await inclusionProof(read, index, size), checkpoint })
  const base64 = (bytes: Buffer) => bytes.toString('base64')
  return {
    entry: {
      envelope,
      facts,
      salts: { envelope: base64(salts[0]!), facts: base64(salts[1]!) },
      commitments,
      leafIndex: index,
    },
    proof,
  }
}

describe('an entry reckoned in the browser', () => {
  it.each([
    [0, 1],
    [0, 2],
    [4, 5],
    [3, 8],
    [255, 256],
    [256, 257],
    [299, 300],
    [700, 1000],
  ])('entry %i of %i leads to the signed root', async (index, size) => {
    const { entry, proof } = await proved(index, size)
    const found = await verifyEntry(entry, proof, key)
    expect(found).toMatchObject({ holds: true, signature: 'holds', root: { holds: true } })
    expect(vouched(found.path!, index)).toBe(size)
  })

  it('a changed word fails where it stands, and up to the root', async () => {
    const { entry, proof } = await proved(5, 300)
    const found = await verifyEntry({ ...entry, facts: { grade: 2, type: '交通事故' } }, proof, key)
    expect(found).toMatchObject({
      holds: false,
      envelope: { holds: true },
      facts: { holds: false },
      root: { holds: false },
      signature: 'holds',
    })
  })

  it('another salt, another place and a path cut short fail', async () => {
    const { entry, proof } = await proved(5, 300)
    const salted = { ...entry, salts: { ...entry.salts, facts: Buffer.alloc(32).toString('base64') } }
    expect((await verifyEntry(salted, proof, key)).facts.holds).toBe(false)
    expect((await verifyEntry({ ...entry, leafIndex: 6 }, proof, key)).root.holds).toBe(false)
    const short = proof.split('\n').toSpliced(2, 1).join('\n')
    const cut = await verifyEntry(entry, short, key)
    expect(cut.path).toBeUndefined()
    expect(cut.holds).toBe(false)
  })

  it('a checkpoint by another key is not taken for the log’s', async () => {
    const { entry, proof } = await proved(1, 4)
    const other = signerFrom('log.example/console', Buffer.alloc(32, 8))
    const stranger = parseKey(formatVerifier(verifierOf(other)))!
    expect(await verifyEntry(entry, proof, stranger)).toMatchObject({ signature: 'missing', holds: false })
    const forged = { ...key, publicKey: stranger.publicKey }
    expect((await verifyEntry(entry, proof, forged)).signature).not.toBe('holds')
  })
})

/** Every sibling vouches for its own span, and together with the entry they make up the whole log. */
function vouched(path: readonly { vouches: readonly [number, number] }[], index: number): number {
  const spans = [...path.map(step => step.vouches), [index, index + 1] as const].sort((a, b) => a[0] - b[0])
  let at = 0
  for (const [from, to] of spans) {
    expect(from).toBe(at)
    at = to
  }
  return at
}
