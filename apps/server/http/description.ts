import type { Route } from '@kuaiji/kernel'
import Type, { type TSchema } from 'typebox'
import { Problem } from './problem-shape.ts'

/** An operation of the server's own. Tests compare its answers with what is said here. */
interface OwnOperation {
  readonly operation: string
  readonly summary: string
  readonly tag: 'city' | 'ledger' | 'operation' | 'session'
  /** By status: the schema of a JSON answer, the media type of any other, or null for none. */
  readonly answers: Readonly<Record<number, TSchema | string | null>>
  readonly body?: TSchema
  /** Only for who is signed in. */
  readonly session?: true
}

/** What OpenAPI says of an operation of the server's own. */
export function describeOwn({ operation, summary, tag, answers, body, session }: OwnOperation) {
  return {
    schema: {
      operationId: operation,
      summary,
      tags: [tag],
      ...(session ? {} : { security: [] }),
      ...(body ? { body } : {}),
      response: { ...answersOf(answers, summary), ...problems },
    } as Record<string, unknown>,
  }
}

/** What OpenAPI says of a track's route: its policy's sentences are its description. */
export function describeRoute(route: Route): Record<string, unknown> {
  const { operation, summary, policy, params, query, body } = route
  return {
    operationId: operation,
    summary,
    description: `${policy.sentence.zh}\n\n${policy.sentence.en}`,
    tags: [route.path.split('/')[2] ?? 'api'],
    ...(params ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(body ? { body } : {}),
    ...headersOf(route),
    response: { ...answersOf(route.answers, summary), ...problems },
  }
}

const idempotencyKey = Type.Optional(
  Type.String({
    pattern: '^[\\x21-\\x7e]{1,200}$',
    description:
      'Asked again under the same key, the command is done once and answered alike, for seven days.',
  }),
)
const version = Type.Optional(
  Type.String({
    pattern: '^"?[0-9]{1,9}"?$',
    description: 'Version n at which the record in the path was read; refused with 409 when it has changed.',
  }),
)

function headersOf({ method, path }: Route): { headers?: TSchema } {
  if (method === 'GET') return {}
  const onRecord = path.includes('{id}') ? { 'If-Match': version } : {}
  return { headers: Type.Object({ 'Idempotency-Key': idempotencyKey, ...onRecord }) }
}

const refused = { 'application/problem+json': { schema: Problem } }
const problems = {
  '4xx': { description: 'Refused', content: refused },
  '5xx': { description: 'Not available, or at fault', content: refused },
}

function answersOf(answers: OwnOperation['answers'], description: string): Record<string, unknown> {
  const described = Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, description)])
  return Object.fromEntries(described)
}

function answerOf(answer: TSchema | string | null, description: string) {
  if (answer === null) return { type: 'null', description }
  if (typeof answer !== 'string') return { description, content: { 'application/json': { schema: answer } } }
  return { description, content: { [answer]: { schema: { type: 'string' } } } }
}
