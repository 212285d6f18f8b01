import { canonicalJson } from '@kuaiji/ledger/canonical'
import { type Bytes, fromBase64, same, sha256, toBase64, toHex, utf8 } from './bytes.ts'
import {
  checkSignature,
  type LogKey,
  parseCheckpoint,
  type SignatureFinding,
  type SignedCheckpoint,
} from './note.ts'
import { climb, leafHash, type PathStep } from './path.ts'

/** What `GET /api/entries/{id}` hands out of one entry; salts and commitments in base 64. */
export interface EntryParts {
  readonly envelope: unknown
  readonly facts: unknown
  readonly salts: { readonly envelope: string; readonly facts: string }
  readonly commitments: { readonly envelope: string; readonly facts: string; readonly particulars: string }
  readonly leafIndex: number | null
}

export interface CommitmentCheck {
  readonly json: string
  readonly salt: string
  readonly computed: string
  readonly recorded: string
  readonly holds: boolean
}

/** Everything that was computed on the way from the entry's words to the log's signature, each with its finding. */
export interface Verification {
  readonly envelope: CommitmentCheck
  readonly facts: CommitmentCheck
  readonly leaf: { readonly text: string; readonly hash: string }
  /** Undefined: the path does not belong to this place in a log of this size. */
  readonly path: readonly PathStep[] | undefined
  readonly index: number
  readonly root: { readonly computed: string; readonly signed: string; readonly holds: boolean }
  readonly signature: SignatureFinding
  readonly checkpoint: SignedCheckpoint
  readonly holds: boolean
}

/** An inclusion proof as text (C2SP tlog-proof@v1); undefined when it is not one. */
export function parseProof(
  text: string,
): { index: number; siblings: readonly Bytes[]; checkpoint: SignedCheckpoint } | undefined {
  const end = text.indexOf('\n\n')
  const [header, ...lines] = text.slice(0, Math.max(0, end)).split('\n')
  if (header !== 'c2sp.org/tlog-proof@v1') return undefined
  if (lines[0]?.startsWith('extra ')) lines.shift()
  const index = /^index (\d{1,15})$/.exec(lines.shift() ?? '')?.[1]
  const siblings = lines.map(line => fromBase64(line))
  const checkpoint = parseCheckpoint(text.slice(end + 2))
  if (index === undefined || checkpoint === undefined) return undefined
  if (!siblings.every(bytes => bytes?.length === 32)) return undefined
  return { index: Number(index), siblings: siblings as Bytes[], checkpoint }
}

/**
 * Reckons an entry up to the signed root, in this browser, from nothing but its own words, salts and path. Each step
 * takes what the one before it computed, so a changed word fails there and everywhere above.
 */
export async function verifyEntry(entry: EntryParts, proofText: string, key: LogKey): Promise<Verification> {
  const proof = parseProof(proofText)
  if (proof === undefined) throw new Error('proof malformed')
  const envelope = await checkCommitment(entry.envelope, entry.salts.envelope, entry.commitments.envelope)
  const facts = await checkCommitment(entry.facts, entry.salts.facts, entry.commitments.facts)
  const text = canonicalJson({
    v: 1,
    envelope: envelope.computed,
    facts: facts.computed,
    particulars: entry.commitments.particulars,
  })
  const leaf = await leafHash(utf8(text))
  const { checkpoint, index, siblings } = proof
  const path = await climb(leaf, index, checkpoint.size, siblings)
  const root = path === undefined ? undefined : (path.at(-1)?.hash ?? leaf)
  const rootHolds = root !== undefined && same(root, checkpoint.root) && index === entry.leafIndex
  const signature = await checkSignature(checkpoint, key)
  return {
    envelope,
    facts,
    leaf: { text, hash: toHex(leaf) },
    path,
    index,
    root: {
      computed: root === undefined ? '' : toHex(root),
      signed: toHex(checkpoint.root),
      holds: rootHolds,
    },
    signature,
    checkpoint,
    holds: envelope.holds && facts.holds && rootHolds && signature === 'holds',
  }
}

async function checkCommitment(value: unknown, salt: string, recorded: string): Promise<CommitmentCheck> {
  const json = canonicalJson(value)
  const computed = toBase64(await sha256(fromBase64(salt) ?? new Uint8Array(), utf8(json)))
  return { json, salt, computed, recorded, holds: computed === recorded }
}
