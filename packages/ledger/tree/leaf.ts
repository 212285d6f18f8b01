import { hash } from 'node:crypto'
import { canonicalJson } from '../canonical.ts'

/** The three commitments of an entry, each standard base 64 (RFC 4648 §4) of 32 bytes: all the public log says of it. */
export interface Commitments {
  readonly envelope: string
  readonly facts: string
  readonly particulars: string
}

export const saltBytes = 32

let scratch = Buffer.alloc(8192)

/** SHA-256(salt ‖ canonicalJson(value) in UTF-8) in standard base 64. The salt has 32 bytes of its own for each part. */
export function commit(salt: Uint8Array, value: unknown): string {
  if (salt.length !== saltBytes) throw new TypeError(`a salt has ${saltBytes} bytes, not ${salt.length}`)
  const json = canonicalJson(value)
  const most = saltBytes + 3 * json.length
  if (scratch.length < most) scratch = Buffer.alloc(2 * most)
  scratch.set(salt)
  const end = saltBytes + scratch.write(json, saltBytes, 'utf8')
  return hash('sha256', scratch.subarray(0, end), 'base64')
}

/** The leaf of an entry: canonicalJson of `{v:1, envelope, facts, particulars}`, 181 bytes of ASCII. */
export function leafOf(commitments: Commitments): Buffer {
  const { envelope, facts, particulars } = commitments
  return Buffer.from(
    `{"envelope":"${envelope}","facts":"${facts}","particulars":"${particulars}","v":1}`,
    'latin1',
  )
}
