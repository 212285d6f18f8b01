import type { FastifyInstance } from 'fastify'

export interface Health {
  readonly ok: boolean
  readonly demonstration: boolean
  readonly simulated: boolean
  readonly database: 'embedded' | 'external'
  /** One role both owns and uses the tables (`KUAIJI_SINGLE_ROLE=1`): the ledger is not protected from the server. */
  readonly singleRole: boolean
  /** Why checkpoints are not signed, or null. */
  readonly signingOff: string | null
  readonly entries: number
  readonly published: number
}

export function addHealth(app: FastifyInstance, health: () => Promise<Health>): void {
  app.get(
    '/health',
    { schema: { tags: ['operation'], summary: 'Whether the server works' } },
    async (_, reply) => {
      const body = await health()
      return reply.code(body.ok ? 200 : 503).send(body)
    },
  )
}
