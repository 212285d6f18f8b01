import type { Receipt } from '@kuaiji/kernel'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { LogFault } from './fault.ts'
import { hashBytes, leafHash } from './hash.ts'
import { type Commitments, commit, leafOf, saltBytes } from './leaf.ts'
import { openNote, parseNote, type Signer, signNote, type Verifier } from './note.ts'
import { verifyTlogProof } from './tlog-proof.ts'

/**
 * A receipt as a file. `tlogProof` (a C2SP tlog-proof@v1) is there once a checkpoint covers the entry; particulars and
 * their salt only if the person concerned has put them in.
 */
export interface ReceiptFile extends Omit<Receipt, 'state' | 'salts'> {
  readonly state: 'pending' | 'included'
  readonly salts: { readonly envelope: string; readonly facts: string; readonly particulars?: string }
  readonly particulars?: unknown
  readonly tlogProof?: string
}

export interface ReceiptReport {
  /** `pending`: the server has signed that it has the entry, and no checkpoint is shown that covers it. */
  readonly state: 'pending' | 'included'
  readonly origin: string
  /** Standard base 64. */
  readonly leafHash: string
  readonly recordedAt: string
  /** `nobody`: no key was given, so no signature was checked. */
  readonly trusted: 'key' | 'nobody'
  readonly particulars: 'checked' | 'not shown'
  /** Place in the log and size of the tree that the proof leads to. */
  readonly index?: number
  readonly size?: number
}

/** The text a receipt's signature is over: its first line cannot be a checkpoint's of the same log. */
export function receiptText(origin: string, hash: Uint8Array, recordedAt: string): string {
  return `${origin}/receipt\n${encodeBase64(hash)}\n${recordedAt}\n`
}

/** Makes the receipt of one entry; costs one Ed25519 signature, 40 µs. `proof` is the path of its later tlog-proof. */
export function signReceipt(
  entry: {
    readonly envelope: unknown
    readonly facts: unknown
    readonly salts: { readonly envelope: Uint8Array; readonly facts: Uint8Array }
    readonly commitments: Commitments
    readonly recordedAt: string
    readonly proof: string
  },
  signer: Signer,
): Receipt {
  const { envelope, facts, salts, commitments, recordedAt, proof } = entry
  return {
    v: 1,
    state: 'pending',
    origin: signer.name,
    envelope,
    facts,
    salts: { envelope: encodeBase64(salts.envelope), facts: encodeBase64(salts.facts) },
    commitments,
    signature: signNote(receiptText(signer.name, leafHash(leafOf(commitments)), recordedAt), signer),
    proof,
  }
}

/** Checks a receipt from its own content: commitments, leaf, signature and, where it carries one, the proof. */
export function verifyReceipt(
  file: unknown,
  keys: { readonly log?: Verifier; readonly witnesses?: readonly Verifier[] } = {},
): ReceiptReport {
  const receipt = expectReceipt(file)
  for (const part of ['envelope', 'facts', 'particulars'] as const) expectCommitment(receipt, part)
  const hash = leafHash(leafOf(receipt.commitments))
  const recordedAt = expectSignature(receipt, hash, keys.log)
  const proven =
    receipt.tlogProof === undefined
      ? undefined
      : verifyTlogProof(receipt.tlogProof, hash, { ...keys, origin: receipt.origin })
  return {
    state: proven === undefined ? 'pending' : 'included',
    origin: receipt.origin,
    leafHash: encodeBase64(hash),
    recordedAt,
    trusted: keys.log === undefined ? 'nobody' : 'key',
    particulars: receipt.salts.particulars === undefined ? 'not shown' : 'checked',
    ...(proven === undefined ? {} : { index: proven.index, size: proven.checkpoint.size }),
  }
}

function expectReceipt(file: unknown): ReceiptFile {
  const receipt = expectObject(file, 'the receipt')
  if (receipt.v !== 1) throw new LogFault('malformed', 'the receipt is not of version 1')
  const commitments = expectObject(receipt.commitments, 'commitments')
  const salts = expectObject(receipt.salts, 'salts')
  for (const part of ['envelope', 'facts', 'particulars'])
    decodeBase64(expectText(commitments[part], `commitments.${part}`), `commitments.${part}`, hashBytes)
  for (const text of ['origin', 'signature']) expectText(receipt[text], text)
  if (receipt.tlogProof !== undefined) expectText(receipt.tlogProof, 'tlogProof')
  for (const part of ['envelope', 'facts', ...(salts.particulars === undefined ? [] : ['particulars'])])
    decodeBase64(expectText(salts[part], `salts.${part}`), `salts.${part}`, saltBytes)
  return receipt as unknown as ReceiptFile
}

function expectObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new LogFault('malformed', `${what} is not an object`)
}

function expectText(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  throw new LogFault('malformed', `${what} of the receipt is not a text`)
}

/** Particulars are taken as committed unless the file shows them with their salt. */
function expectCommitment(receipt: ReceiptFile, part: keyof Commitments): void {
  const salt = receipt.salts[part]
  if (salt === undefined) return
  if (commit(Buffer.from(salt, 'base64'), receipt[part] ?? null) !== receipt.commitments[part])
    throw new LogFault('commitment', `the receipt's ${part} are not what the entry was committed with`)
}

/** The signed text must be this receipt's; answers its `recordedAt`. */
function expectSignature(receipt: ReceiptFile, hash: Uint8Array, log: Verifier | undefined): string {
  if (log !== undefined && log.name !== receipt.origin)
    throw new LogFault('origin', `the receipt is of the log ${receipt.origin}, the key of ${log.name}`)
  const { text } = log === undefined ? parseNote(receipt.signature) : openNote(receipt.signature, [log])
  const recordedAt = text.split('\n')[2] ?? ''
  if (text !== receiptText(receipt.origin, hash, recordedAt))
    throw new LogFault('signature', 'the signature is for another entry')
  const envelope = receipt.envelope as { recordedAt?: unknown } | null
  if (envelope?.recordedAt !== undefined && envelope.recordedAt !== recordedAt)
    throw new LogFault('signature', 'the signature is for another time than the envelope says')
  return recordedAt
}
