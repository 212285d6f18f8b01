import { createHash, randomBytes } from 'node:crypto'

const form = /^[A-Za-z0-9_-]{43}$/

/** 32 random bytes as base64url: 43 characters. */
export function freshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the database keeps of a token; undefined when it cannot be one of ours. */
export function tokenDigest(token: string): Buffer | undefined {
  return form.test(token) ? createHash('sha256').update(token).digest() : undefined
}
