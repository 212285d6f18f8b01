import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** A request that is not answered by then after the server was told to stop is cut off. */
const patienceMs = 10_000

/** Stops taking connections, waits for the answers under way and for nothing else: idle and stalled clients are cut off. */
export function drainOnStop(app: FastifyInstance): () => Promise<void> {
  let underWay = 0
  let emptied = () => {}
  app.addHook('onRequest', async (_, reply) => {
    underWay++
    reply.raw.once('close', () => {
      underWay--
      if (underWay === 0) emptied()
    })
  })
  return async () => {
    const closed = app.close()
    const empty = new Promise<void>(resolve => {
      emptied = resolve
      if (underWay === 0) resolve()
    })
    await Promise.race([empty, pause(patienceMs, undefined, { ref: false })])
    app.server.closeAllConnections()
    await closed
  }
}
