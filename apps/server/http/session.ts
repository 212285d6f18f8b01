import { redeem, type Sessions } from '@kuaiji/access'
import { refuse, uuidv7 } from '@kuaiji/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Pool } from 'pg'
import Type, { type Static } from 'typebox'
import { describeOwn } from './description.ts'
import { type Identify, type Identity, identityOf, isForwarded, sessionCookie, tokenOf } from './identity.ts'
import { shapeCheck } from './shape-check.ts'

const strict = { additionalProperties: false } as const
const SignIn = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 1, maxLength: 1000 }),
    seat: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,16}$' })),
  },
  strict,
)
const Redeem = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 100 }),
    user: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  strict,
)
const User = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
  unit: Type.String(),
  seat: Type.String(),
})
const SessionAnswer = Type.Object({ token: Type.String(), user: User, expiresAt: Type.String() })

export interface SessionSettings {
  readonly sessions: Sessions
  readonly identify: Identify
  readonly pool: Pool
  readonly jurisdiction: string
  readonly demonstration: boolean
  /** Wall time, also where the city's clock is simulated. */
  readonly now: () => Date
}

export function addSession(app: FastifyInstance, settings: SessionSettings): void {
  const { sessions, identify, now } = settings
  const checkSignIn = shapeCheck(SignIn, 'body')
  const checkRedeem = shapeCheck(Redeem, 'body')

  app.post(
    '/api/session',
    describeOwn({
      operation: 'signIn',
      summary: 'Sign in',
      tag: 'session',
      body: SignIn,
      answers: { 201: SessionAnswer },
    }),
    async (request, reply) => {
      const body = checkSignIn(request.body) as Static<typeof SignIn>
      if (settings.demonstration && isForwarded(request))
        throw refuse(
          403,
          'demonstration_only_here',
          'Demonstration accounts work on this machine only, not through a proxy.',
        )
      const { token, account, expiresAt } = await sessions.signIn({ ...body, address: request.ip }, now())
      setCookie(reply, token, expiresAt, request.protocol === 'https')
      return reply.code(201).send({
        token,
        user: userOf({ ...account, seat: body.seat ?? account.seat }),
        expiresAt: expiresAt.toISOString(),
      })
    },
  )

  const whoIs = describeOwn({
    operation: 'readSession',
    summary: 'Who is signed in',
    tag: 'session',
    answers: { 200: Type.Object({ user: User, expiresAt: Type.String() }) },
    session: true,
  })
  app.get('/api/session', whoIs, async request => {
    const identity = await identityOf(request, identify)
    return {
      user: userOf({ ...identity.account, seat: identity.authority.actor.seat }),
      expiresAt: identity.expiresAt.toISOString(),
    }
  })

  app.delete(
    '/api/session',
    describeOwn({ operation: 'signOut', summary: 'Sign out', tag: 'session', answers: { 204: null } }),
    async (request, reply) => {
      const token = tokenOf(request)
      if (token !== undefined) await sessions.signOut(token, now())
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send()
    },
  )

  app.post(
    '/api/first-administrator',
    describeOwn({
      operation: 'redeemLink',
      summary: 'Redeem the one-time link',
      tag: 'session',
      body: Redeem,
      answers: { 201: Type.Object({ user: User }) },
    }),
    async (request, reply) => {
      const { token, ...account } = checkRedeem(request.body) as Static<typeof Redeem>
      const made = await redeem(settings.pool, settings.jurisdiction, token, account, {
        identify: uuidv7,
        now: now(),
      })
      return reply.code(201).send({ user: userOf(made) })
    },
  )
}

function userOf({ id, name, role, unit, seat }: Identity['account']) {
  return { id, name, role, unit, seat }
}

function setCookie(reply: FastifyReply, token: string, expires: Date, secure: boolean): void {
  reply.setCookie(sessionCookie, token, { path: '/', httpOnly: true, sameSite: 'strict', secure, expires })
}
