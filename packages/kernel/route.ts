import type { Static, TSchema } from 'typebox'
import type { Purpose } from './actor.ts'
import type { Desk } from './desk.ts'
import type { Policy } from './policy.ts'

/** What a handler receives after identity, policy and schema have passed. */
export interface Input<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly params: Static<P>
  readonly query: Static<Q>
  readonly body: Static<B>
  /** Version the client read (`If-Match`), if it sent one. */
  readonly expected?: number
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** One operation of the public API: schema, guards and handler in one place. The server composes them. */
export interface Route<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  Services = unknown,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** OpenAPI form: `/api/calls/{id}/claim`. */
  readonly path: string
  readonly operation: string
  readonly summary: string
  readonly policy: Policy
  readonly purpose: Purpose
  /** The answer carries the receipt of the entry that opened the record; the server gives it again on a replay. */
  readonly receipted?: boolean
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly answers: Readonly<Record<number, TSchema>>
  handle(desk: Desk, input: Input<P, Q, B>, services: Services): Promise<Answer>
}
