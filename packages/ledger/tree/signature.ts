import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** A kind of note signature. `check` answers what the signature says, or undefined when it does not hold. */
export interface Scheme {
  /** Identifier byte of C2SP signed-note. */
  readonly type: number
  readonly publicKeyBytes: number
  check(text: string, signature: Uint8Array, key: PublicKey): { readonly signedAt?: number } | undefined
}

interface PublicKey {
  readonly name: string
  readonly publicKey: Uint8Array
}

/** DER in front of the raw key: RFC 8410 §4 and RFC 9881 §4. */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex')
const mldsa44Prefix = Buffer.from('30820532300b06096086480165030403110382052100', 'hex')

function keyObject(prefix: Buffer, publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([prefix, publicKey]), format: 'der', type: 'spki' })
}

/** 0x01: Ed25519 over the text. */
const ed25519: Scheme = {
  type: 1,
  publicKeyBytes: 32,
  check(text, signature, { publicKey }) {
    return verify(null, Buffer.from(text), keyObject(ed25519Prefix, publicKey), signature) ? {} : undefined
  },
}

/** 0x04: a witness says that it saw this checkpoint as the newest at a time (C2SP tlog-cosignature, Ed25519). */
const ed25519Cosignature: Scheme = {
  type: 4,
  publicKeyBytes: 32,
  check(text, signature, { publicKey }) {
    const signedAt = timeOf(signature)
    if (signedAt === undefined) return undefined
    const message = Buffer.from(`cosignature/v1\ntime ${signedAt}\n${text}`)
    return verify(null, message, keyObject(ed25519Prefix, publicKey), signature.subarray(8))
      ? { signedAt }
      : undefined
  },
}

/** 0x06: the same with ML-DSA-44, over name, origin, size and root instead of the text. */
const mldsa44Cosignature: Scheme = {
  type: 6,
  publicKeyBytes: 1312,
  check(text, signature, { name, publicKey }) {
    const signedAt = timeOf(signature)
    const message = signedAt === undefined ? undefined : cosignedMessage(text, name, signature.subarray(0, 8))
    if (message === undefined || signedAt === undefined) return undefined
    return verify(null, message, keyObject(mldsa44Prefix, publicKey), signature.subarray(8))
      ? { signedAt }
      : undefined
  },
}

const schemes = [ed25519, ed25519Cosignature, mldsa44Cosignature]

export function schemeOf(type: number): Scheme | undefined {
  return schemes.find(scheme => scheme.type === type)
}

/** Both cosignatures begin with the time in seconds, 8 bytes, of which the first bit is 0. */
function timeOf(signature: Uint8Array): number | undefined {
  if (signature.length <= 8) return undefined
  const seconds = Buffer.from(signature.subarray(0, 8)).readBigUInt64BE()
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : undefined
}

/** `cosigned_message` of tlog-cosignature for a whole tree, from the first three lines of a checkpoint. */
function cosignedMessage(text: string, name: string, time: Uint8Array): Buffer | undefined {
  const [origin, size, root] = text.split('\n')
  if (origin === undefined || size === undefined || root === undefined || !/^[0-9]{1,19}$/.test(size))
    return undefined
  const numbers = Buffer.alloc(16)
  numbers.writeBigUInt64BE(BigInt(size), 8)
  const label = Buffer.from('subtree/v1\n\0')
  return Buffer.concat([label, short(name), time, short(origin), numbers, Buffer.from(root, 'base64')])
}

/** Length in one byte, then the text. */
function short(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}
