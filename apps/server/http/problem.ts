import { isRefusal, type Refusal } from '@kuaiji/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** RFC 9457. `code` is the reason code the console translates; the rest is what the caller needs to go on. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly [member: string]: unknown
}

const titles: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Refused',
  429: 'Too many requests',
  500: 'Server fault',
  503: 'Not available',
}

export function problemOf(refusal: Refusal): Problem {
  return { ...refusal.detail, ...problem(refusal.status, refusal.code, refusal.message) }
}

export function problem(status: number, code: string, detail: string): Problem {
  return { type: `/problems/${code}`, title: titles[status] ?? 'Error', status, detail, code }
}

export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body))
}

/** Fastify's own errors, by its code; each sentence names the place. */
const known: Readonly<Record<string, [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'media_type', 'The body must be application/json.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'body_not_json', 'The body is not JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'body_length',
    'The body is not as long as its Content-Length says.',
  ],
}

/** Database conditions a client may wait out; anything else is a fault that is logged without its values. */
const passing = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '08003',
  'ECONNREFUSED',
  'ECONNRESET',
  '53300',
])

export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      problem(404, 'no_such_path', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`),
    ),
  )
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    if (isRefusal(error)) return sendProblem(reply, problemOf(error))
    const own = known[error.code ?? '']
    if (own) return sendProblem(reply, problem(...own))
    if (error instanceof SyntaxError && error.statusCode === 400)
      return sendProblem(reply, problem(400, 'body_not_json', 'The body is not JSON.'))
    if (
      passing.has(error.code ?? '') ||
      /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
    )
      return sendProblem(
        reply.header('retry-after', '1'),
        problem(503, 'database_away', 'The database is away for a moment; try again.'),
      )
    if (error.statusCode && error.statusCode < 500)
      return sendProblem(
        reply,
        problem(error.statusCode, (error.code ?? 'request').toLowerCase(), error.message),
      )
    request.log.error({ fault: { name: error.name, code: error.code, stack: stackOf(error) } }, 'fault')
    return sendProblem(reply, problem(500, 'fault', 'The server failed; nothing was written.'))
  })
}

/** Where it happened, without the message: a database error's may carry a value of somebody's. */
function stackOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .slice(1, 8)
    .map(line => line.trim())
}
