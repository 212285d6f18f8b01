import { type Authority, type Purpose, refuse } from '@kuaiji/kernel'
import type { FastifyRequest } from 'fastify'

/** Who is behind a token; packages/access answers. */
export interface Identity {
  readonly authority: Omit<Authority, 'purpose'>
  readonly account: {
    readonly id: string
    readonly name: string
    readonly role: string
    readonly unit: string
    readonly seat: string
  }
  readonly demonstration: boolean
  readonly expiresAt: Date
}

export type Identify = (token: string) => Promise<Identity | undefined>

export const sessionCookie = 'kuaiji_session'

/** Headers that a proxy adds: demonstration accounts have a known password and are for this machine only. */
const forwarding =
  /^(x-forwarded(-.*)?|x-original-.*|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip)$/

export function isForwarded(request: FastifyRequest): boolean {
  return Object.keys(request.headers).some(name => forwarding.test(name))
}

export function tokenOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? request.cookies[sessionCookie]
}

/** First guard. A cookie alone must come from our own pages when it writes (cross-site request forgery). */
export async function identityOf(request: FastifyRequest, identify: Identify): Promise<Identity> {
  const token = tokenOf(request)
  const identity = token === undefined ? undefined : await identify(token)
  if (identity === undefined) throw refuse(401, 'not_signed_in', 'Sign in first: POST /api/session.')
  if (identity.demonstration && isForwarded(request))
    throw refuse(
      403,
      'demonstration_only_here',
      'Demonstration accounts work on this machine only, not through a proxy.',
    )
  const site = request.headers['sec-fetch-site']
  const writes = request.method !== 'GET' && request.method !== 'HEAD'
  if (writes && request.headers.authorization === undefined && site !== undefined && site !== 'same-origin')
    throw refuse(403, 'cross_site', 'A session cookie is not accepted from another site.')
  return identity
}

export function authorityFor(identity: Identity, purpose: Purpose): Authority {
  return { ...identity.authority, purpose }
}
