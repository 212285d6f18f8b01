import { expect, it } from 'vitest'
import { canonicalJson } from '../canonical.ts'
import { signCheckpoint } from './checkpoint.ts'
import { leafHash, leafHashes, rootOf } from './hash.ts'
import { commit, leafOf } from './leaf.ts'
import { signerFrom, signNote, verifierOf } from './note.ts'
import { type ReceiptFile, signReceipt, verifyReceipt } from './receipt.ts'
import { sampleLeaves, sampleSigner } from './sample.ts'
import { formatTlogProof } from './tlog-proof.ts'

const log = verifierOf(sampleSigner)
const salts = { envelope: Buffer.alloc(32, 1), facts: Buffer.alloc(32, 2), particulars: Buffer.alloc(32, 3) }
const recordedAt = '2026-11-23T08:00:00.000Z'
const envelope = { id: '0193', record: '0192', n: 1, type: 'call.rang', recordedAt }
const facts = { district: 'yuecheng', urban: true }
const particulars = { address: '府山街道' }
const commitments = {
  envelope: commit(salts.envelope, envelope),
  facts: commit(salts.facts, facts),
  particulars: commit(salts.particulars, particulars),
}
const pending: ReceiptFile = signReceipt(
  { envelope, facts, salts, commitments, recordedAt, proof: '/ledger/proof/0193' },
  sampleSigner,
)
const leaf = leafOf(commitments)

/** The tree of the entry (index 1) and two others. */
function included(signer = sampleSigner, index = 1): ReceiptFile {
  const [first, last] = sampleLeaves(2).map(leafHash) as [Buffer, Buffer]
  const root = rootOf(Buffer.concat([first, leafHash(leaf), last]))
  const checkpoint = signCheckpoint({ origin: signer.name, size: 3, root }, signer)
  return {
    ...pending,
    state: 'included',
    tlogProof: formatTlogProof({ index, hashes: [first, last], checkpoint }),
  }
}

it('the leaf is the canonical JSON of the three commitments', () => {
  expect(leaf.toString()).toBe(canonicalJson({ v: 1, ...commitments }))
  expect(leaf).toHaveLength(181)
  expect(leafHashes([leaf])).toEqual(leafHash(leaf))
})

it('a commitment is SHA-256 of salt and canonical JSON', () => {
  // python3: b64encode(sha256(bytes([1]) * 32 + '{"a":"会"}'.encode()).digest())
  expect(commit(salts.envelope, { a: '会' })).toBe('V5lvz0SO4wZxbi6GkifK0UScSyryfYS/B2bHspTAgog=')
  expect(() => commit(Buffer.alloc(16), {})).toThrow('a salt has 32 bytes, not 16')
  const long = { text: '会'.repeat(20_000) }
  expect(commit(salts.facts, long)).toBe(commit(salts.facts, structuredClone(long)))
})

it('without a proof is pending', () => {
  expect(verifyReceipt(JSON.parse(JSON.stringify(pending)), { log })).toEqual({
    state: 'pending',
    origin: 'log.example/spec',
    leafHash: leafHash(leaf).toString('base64'),
    recordedAt,
    trusted: 'key',
    particulars: 'not shown',
  })
  expect(verifyReceipt(pending).trusted).toBe('nobody')
  expect(verifyReceipt({ ...pending, state: 'included' }, { log }).state).toBe('pending')
})

it('with a proof is included, and says where', () => {
  expect(verifyReceipt(included(), { log })).toMatchObject({ state: 'included', index: 1, size: 3 })
})

it('shows that the particulars are those committed to, when their salt is put in', () => {
  const shown = {
    ...pending,
    particulars,
    salts: { ...pending.salts, particulars: salts.particulars.toString('base64') },
  }
  expect(verifyReceipt(shown, { log }).particulars).toBe('checked')
  expect(() => verifyReceipt({ ...shown, particulars: { address: '塔山街道' } }, { log })).toThrow(
    'particulars are not',
  )
})

const stranger = signerFrom(sampleSigner.name, Buffer.alloc(32, 9))
const elsewhere = signerFrom('log.example/elsewhere', Buffer.alloc(32, 1))
it.each<[string, unknown, string]>([
  ['an envelope that was changed', { ...pending, envelope: { ...envelope, n: 2 } }, 'envelope are not what'],
  ['facts that were changed', { ...pending, facts: { ...facts, urban: false } }, 'facts are not what'],
  [
    'a salt that was changed',
    { ...pending, salts: { ...pending.salts, facts: pending.salts.envelope } },
    'facts are not',
  ],
  [
    'particulars of another entry',
    { ...pending, commitments: { ...commitments, particulars: commitments.facts } },
    'the signature is for another entry',
  ],
  [
    'another signer’s signature',
    { ...pending, signature: resigned(stranger) },
    'not signed by log.example/spec',
  ],
  ['another log’s name', { ...pending, origin: 'log.example/elsewhere' }, 'the key of log.example/spec'],
  [
    'a checkpoint for a signature',
    {
      ...pending,
      signature: signCheckpoint({ origin: log.name, size: 1, root: leafHash(leaf) }, sampleSigner),
    },
    'the signature is for another entry',
  ],
  [
    'another time than the envelope',
    { ...pending, signature: resigned(sampleSigner, '2026-01-01T00:00:00.000Z') },
    'time',
  ],
  ['a proof for another place', included(sampleSigner, 0), 'leads to another root'],
  ['a proof under another log’s checkpoint', included(elsewhere), 'not signed by log.example/spec'],
  [
    'a commitment that is no hash',
    { ...pending, commitments: { ...commitments, facts: 'AAAA' } },
    'commitments.facts',
  ],
  ['no salts', { ...pending, salts: undefined }, 'salts is not an object'],
  ['no version', { ...pending, v: 2 }, 'version 1'],
  ['an array for an object', [], 'the receipt is not an object'],
])('refuses %s', (_, file, sentence) => {
  expect(() => verifyReceipt(file, { log })).toThrow(sentence)
})

function resigned(signer: typeof sampleSigner, at = recordedAt): string {
  return signNote(`${sampleSigner.name}/receipt\n${leafHash(leaf).toString('base64')}\n${at}\n`, signer)
}
