import { type Answer, type Authority, isRefusal, type Policy, type Route, refuse } from '@kuaiji/kernel'
import { findAnswer, findReceipt, type KeptAnswer, requestDigest, Twin } from '@kuaiji/ledger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createDesk, type DeskRequest, type DeskSettings, decideAgain, type WriteAnswer } from '../desk.ts'
import { describeRoute } from './description.ts'
import { authorityFor, type Identify, type Identity, identityOf } from './identity.ts'
import { shapeCheck } from './shape-check.ts'

export interface OperationSettings extends DeskSettings {
  readonly now: () => Date
  readonly identify: Identify
  /** Throws the 403 that quotes the sentence which refused. */
  readonly checkPolicy: (policy: Policy, authority: Authority) => void
  readonly services: unknown
}

const keyPattern = /^[\x21-\x7e]{1,200}$/

/** Makes an HTTP operation of a track's route. The guards stand in the order they are checked. */
export function addOperation(app: FastifyInstance, route: Route, settings: OperationSettings): void {
  const check = {
    params: shapeCheck(route.params, 'params'),
    query: shapeCheck(route.query, 'query'),
    body: shapeCheck(route.body, 'body'),
  }
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: describeRoute(route),
    async preHandler(request) {
      const identity = await identityOf(request, settings.identify)
      settings.checkPolicy(route.policy, authorityFor(identity, route.purpose))
      request.identity = identity
    },
    async handler(request, reply) {
      const input = {
        params: check.params(request.params),
        query: check.query(request.query),
        body: check.body(request.body),
      } as Parameters<Route['handle']>[1]
      const answer = await answerTo(request, route, input, settings)
      return reply.code(answer.status).send(answer.body)
    },
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    identity?: Identity
  }
}

async function answerTo(
  request: FastifyRequest,
  route: Route,
  input: Parameters<Route['handle']>[1],
  settings: OperationSettings,
): Promise<Answer> {
  const authority = authorityFor(request.identity as Identity, route.purpose)
  const { jurisdiction, actor } = authority
  const key = idempotencyKey(request)
  const expected = expectedVersion(request, input.params)
  const run = (extra: Pick<DeskRequest, 'idempotency'>) =>
    decideAgain(async () => {
      const desk = createDesk(settings, { authority, now: settings.now(), ...expected, ...extra })
      return route.handle(desk, input, settings.services)
    })
  if (key === undefined) return run({})
  const digest = requestDigest(request.method, request.url, input.body)
  const replayed = async () => {
    const kept = await findAnswer(settings.pool, jurisdiction, actor.id, key, digest)
    return kept && replay(settings, jurisdiction, route, kept)
  }
  const before = await replayed()
  if (before) return before
  try {
    return await run({ idempotency: { actor: actor.id, key, request: digest, status: successOf(route) } })
  } catch (error) {
    // What refused this one may be what its own twin has done meanwhile.
    const twin = error instanceof Twin || isRefusal(error) ? await replayed() : undefined
    if (twin) return twin
    throw error
  }
}

/** The committed answer of an earlier request under the same key; its body is rebuilt from the record. */
async function replay(
  { pool, signer }: OperationSettings,
  jurisdiction: string,
  route: Route,
  kept: KeptAnswer,
): Promise<Answer> {
  const { id, n } = kept.answer as WriteAnswer
  const { rows } = await pool.query<{ number: string | null }>(
    'SELECT number FROM ledger.state WHERE jurisdiction = $1 AND record = $2',
    [jurisdiction, id],
  )
  const number = rows[0]?.number ?? undefined
  const receipt = route.receipted ? await findReceipt(pool, jurisdiction, id, signer) : undefined
  const body = { id, n, ...(number === undefined ? {} : { number }), ...(receipt && { receipt }) }
  return { status: kept.status, body }
}

function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method === 'GET') return undefined
  if (typeof key === 'string' && keyPattern.test(key)) return key
  throw refuse(400, 'key_malformed', 'Idempotency-Key is 1 to 200 visible ASCII characters.')
}

/** If-Match is about the record that the path names. */
function expectedVersion(request: FastifyRequest, params: unknown): Pick<DeskRequest, 'expected'> {
  const match = request.headers['if-match']
  if (match === undefined || request.method === 'GET') return {}
  const version = /^"?(\d{1,9})"?$/.exec(match)?.[1]
  const record = (params as { id?: string }).id
  if (version === undefined || record === undefined)
    throw refuse(
      400,
      'version_malformed',
      'If-Match is the version n at which the record in the path was read.',
    )
  return { expected: { record, n: Number(version) } }
}

function successOf(route: Route): number {
  return Number(Object.keys(route.answers).find(status => status.startsWith('2')) ?? 200)
}
