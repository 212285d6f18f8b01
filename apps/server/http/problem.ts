import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { isRefusal, type Refusal } from '@kuaiji/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { discardBody } from './body.ts'

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
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  414: 'Path too long',
  415: 'Unsupported media type',
  422: 'Refused',
  429: 'Too many requests',
  431: 'Headers too large',
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
  FST_ERR_BAD_URL: [400, 'path_malformed', 'The path is not percent-encoded UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'path_too_long', 'A part of the path is longer than 100 characters.'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', 'The body is larger than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'media_type', 'The body must be application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'body_length',
    'The body is not as long as its Content-Length says.',
  ],
}

/** Node's, of bytes that never became a request. */
const unread: Readonly<Record<string, [status: number, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'The headers are larger than 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The request did not arrive within 30 seconds.'],
}

/**
 * Conditions of the database that a client may wait out: connections (class 08), resources (53), operators (57P), and
 * the driver's words for a connection that is gone. Anything else is a fault, logged without its values.
 */
const passingCode = /^(08|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/
const passingMessage = /^Connection terminated|is not queryable$|timeout exceeded when trying to connect/

export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problem(404, 'no_such_path', `There is nothing to ${request.method} at this path.`)),
  )
  app.setErrorHandler(answerError)
}

type Fault = Error & { code?: string; statusCode?: number }

export async function answerError(
  error: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await discardBody(request.raw).catch(() => undefined)
  if (isRefusal(error)) return sendProblem(reply, problemOf(error))
  const own = known[error.code ?? '']
  if (own) return sendProblem(reply, problem(...own))
  if (isPassing(error))
    return sendProblem(
      reply.header('retry-after', '1'),
      problem(503, 'database_away', 'The database is away for a moment; try again.'),
    )
  if (error.statusCode && error.statusCode < 500)
    return sendProblem(
      reply,
      problem(error.statusCode, (error.code ?? 'request').toLowerCase(), 'The request is malformed.'),
    )
  request.log.error({ fault: { name: error.name, code: error.code, stack: stackOf(error) } }, 'fault')
  return sendProblem(
    reply,
    problem(500, 'fault', 'The server failed; under the same Idempotency-Key it is safe to ask again.'),
  )
}

function isPassing({ code, message }: Fault): boolean {
  return passingCode.test(code ?? '') || passingMessage.test(message)
}

/** There is no request to log yet, and what came may be anything: it is answered and forgotten. */
export function answerClientError(error: { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return
  const [status, code, detail] = unread[error.code ?? ''] ?? [
    400,
    'request_malformed',
    'This is not an HTTP request.',
  ]
  const body = JSON.stringify(problem(status, code, detail))
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Where it happened, without the message: a database error's may carry a value of somebody's. */
function stackOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.startsWith('at '))
    .slice(0, 7)
}
