import { LogFault } from './fault.ts'

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

/** Standard base 64 (RFC 4648 §4) and only that: padded, no line breaks, no stray bits; `what` names it in the fault. */
export function decodeBase64(text: string, what: string, bytes?: number): Buffer {
  const decoded = Buffer.from(text, 'base64')
  if (decoded.toString('base64') !== text) throw new LogFault('malformed', `${what} is not standard base 64`)
  if (bytes !== undefined && decoded.length !== bytes)
    throw new LogFault('malformed', `${what} has ${decoded.length} bytes instead of ${bytes}`)
  return decoded
}

/** Decimal without sign, leading zero or exponent, at most 2^53 − 1: sizes and indexes in checkpoints, proofs and paths. */
export function parseDecimal(text: string, what: string): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new LogFault('malformed', `${what} is not a plain decimal number`)
  return value
}
