import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { describeOwn } from './description.ts'

const Health = Type.Object({
  ok: Type.Boolean(),
  demonstration: Type.Boolean(),
  simulated: Type.Boolean(),
  database: Type.Enum(['embedded', 'external']),
  singleRole: Type.Boolean({
    description: 'One role owns and uses the tables: the ledger is not protected from the server.',
  }),
  signingOff: Type.Union([Type.String(), Type.Null()], { description: 'Why checkpoints are not signed.' }),
  entries: Type.Integer(),
  published: Type.Integer(),
})
export type Health = Static<typeof Health>

export function addHealth(app: FastifyInstance, health: () => Promise<Health>): void {
  const described = describeOwn({
    operation: 'readHealth',
    summary: 'Whether the server works',
    tag: 'operation',
    answers: { 200: Health },
  })
  app.get('/health', described, async (_, reply) => {
    const body = await health()
    return reply.code(body.ok ? 200 : 503).send(body)
  })
}
