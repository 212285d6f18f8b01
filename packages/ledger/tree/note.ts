import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { LogFault } from './fault.ts'
import { type Scheme, schemeOf } from './signature.ts'

/** A key that signatures are checked with: C2SP signed-note verifier key, `name+hexid+base64(type ‖ public key)`. */
export interface Verifier {
  readonly name: string
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), in hexadecimal. */
  readonly id: string
  readonly scheme: Scheme
  readonly publicKey: Uint8Array
}

/** An Ed25519 key that signs notes. Keep it and its text form out of the database and of every log. */
export interface Signer {
  readonly name: string
  readonly id: string
  readonly seed: Uint8Array
  readonly key: KeyObject
}

export interface NoteSignature {
  readonly name: string
  readonly id: string
  /** What follows the key id: the signature as its type writes it. */
  readonly bytes: Uint8Array
}

export interface Note {
  /** Ends with a newline; what the signatures are over. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A signature that was checked. `signedAt`: seconds since 1970, where the type carries a time (cosignatures). */
export interface CheckedSignature {
  readonly verifier: Verifier
  readonly signedAt?: number
}

export interface OpenedNote {
  readonly text: string
  readonly signatures: readonly CheckedSignature[]
  /** Key names of signatures by keys that were not given: they say nothing. */
  readonly unknown: readonly string[]
}

const noteCharactersMax = 1_000_000
const signaturesMax = 100
/** Non-empty, no Unicode space, no plus, no control character. */
const nameForm = /^[^\p{White_Space}\p{Cc}+]+$/u
/** DER in front of a 32-byte Ed25519 seed (RFC 8410 §7). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** `seed`: 32 random bytes from whoever composes. The name is the log's origin. */
export function signerFrom(name: string, seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { name: checkedName(name), id: keyId(name, 1, publicKey), seed, key }
}

/** `PRIVATE+KEY+name+hexid+base64(0x01 ‖ seed)`, as Go's sumdb/note writes it. */
export function formatSigner({ name, id, seed }: Signer): string {
  return `PRIVATE+KEY+${name}+${id}+${encodeBase64(Buffer.concat([Buffer.of(1), seed]))}`
}

export function parseSigner(text: string): Signer {
  const [, name, id, material] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([^\s]+)$/.exec(text.trim()) ?? []
  if (name === undefined || id === undefined || material === undefined)
    throw new LogFault('malformed', 'a signing key reads PRIVATE+KEY+name+id+base64')
  const bytes = decodeBase64(material, 'the signing key', 33)
  if (bytes[0] !== 1) throw new LogFault('malformed', 'the signing key is not an Ed25519 key')
  const signer = signerFrom(name, bytes.subarray(1))
  if (signer.id !== id) throw new LogFault('malformed', 'the signing key and its id do not fit each other')
  return signer
}

export function verifierOf({ name, id, key }: Signer): Verifier {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { name, id, scheme: schemeOf(1)!, publicKey }
}

export function formatVerifier({ name, id, scheme, publicKey }: Verifier): string {
  return `${name}+${id}+${encodeBase64(Buffer.concat([Buffer.of(scheme.type), publicKey]))}`
}

/** Reads `name+hexid+base64(type ‖ public key)`; the types are those of signature.ts. */
export function parseVerifier(text: string): Verifier {
  const [, name, id, material] = /^([^+]+)\+([0-9a-f]{8})\+([^\s]+)$/.exec(text.trim()) ?? []
  if (name === undefined || id === undefined || material === undefined)
    throw new LogFault('malformed', 'a verifier key reads name+id+base64')
  const bytes = decodeBase64(material, 'the verifier key')
  const scheme = schemeOf(bytes[0] ?? 0)
  if (scheme === undefined)
    throw new LogFault('malformed', `the verifier key is of a type not known here (${bytes[0]})`)
  const publicKey = bytes.subarray(1)
  if (publicKey.length !== scheme.publicKeyBytes)
    throw new LogFault(
      'malformed',
      `the verifier key has ${publicKey.length} bytes, not ${scheme.publicKeyBytes}`,
    )
  if (keyId(checkedName(name), scheme.type, publicKey) !== id)
    throw new LogFault('malformed', 'the verifier key and its id do not fit each other')
  return { name, id, scheme, publicKey }
}

function keyId(name: string, type: number, publicKey: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'hex').slice(
    0,
    8,
  )
}

function checkedName(name: string): string {
  if (!nameForm.test(name) || !name.isWellFormed())
    throw new LogFault('malformed', 'a key name has no space, plus or control character and is not empty')
  return name
}

/** The signed note over `text`, which ends with a newline. */
export function signNote(text: string, signer: Signer): string {
  const signature = sign(null, Buffer.from(checkedText(text)), signer.key)
  return addSignature(`${text}\n`, signer, signature)
}

/** A note with one more signature line, as when a witness has sent its cosignature. */
export function addSignature(
  note: string,
  by: { readonly name: string; readonly id: string },
  bytes: Uint8Array,
): string {
  return `${note}— ${by.name} ${encodeBase64(Buffer.concat([Buffer.from(by.id, 'hex'), bytes]))}\n`
}

/** Takes a note apart without believing it. */
export function parseNote(note: string): Note {
  if (note.length > noteCharactersMax) throw new LogFault('malformed', 'the note is too long')
  const end = checkedText(note).lastIndexOf('\n\n')
  if (end < 0) throw new LogFault('malformed', 'the note has no empty line before its signatures')
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > signaturesMax) throw new LogFault('malformed', 'the note has too many signatures')
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) }
}

function checkedText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: signed-note forbids exactly these
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(text) || !text.isWellFormed())
    throw new LogFault('malformed', 'a note is UTF-8 without control characters and ends with a newline')
  return text
}

function parseSignature(line: string): NoteSignature {
  const [, name, material] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  if (name === undefined || material === undefined)
    throw new LogFault('malformed', 'a signature line reads "— name base64"')
  const bytes = decodeBase64(material, 'the signature')
  if (bytes.length < 5) throw new LogFault('malformed', 'the signature is too short')
  return { name: checkedName(name), id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) }
}

/**
 * Checks every signature by a key that was given; those by others are ignored and named. A bad signature by a given
 * key refuses the whole note, and so does a note that no given key has signed.
 */
export function openNote(note: string, verifiers: readonly Verifier[]): OpenedNote {
  const { text, signatures } = parseNote(note)
  const checked: CheckedSignature[] = []
  const unknown: string[] = []
  for (const signature of signatures) {
    const verifier = verifiers.find(v => v.name === signature.name && v.id === signature.id)
    if (verifier === undefined) unknown.push(signature.name)
    else if (!checked.some(c => c.verifier === verifier))
      checked.push(checkSignature(text, signature, verifier))
  }
  if (checked.length === 0)
    throw new LogFault('signature', `not signed by ${verifiers.map(v => `${v.name}+${v.id}`).join(' or ')}`)
  return { text, signatures: checked, unknown }
}

function checkSignature(text: string, signature: NoteSignature, verifier: Verifier): CheckedSignature {
  const checked = verifier.scheme.check(text, signature.bytes, verifier)
  if (checked === undefined)
    throw new LogFault('signature', `the signature by ${verifier.name} does not hold`)
  return { verifier, ...checked }
}
