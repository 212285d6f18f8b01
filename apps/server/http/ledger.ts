import { bundleOf, findEntry, findProof, newestCheckpoint, tileReader } from '@kuaiji/ledger'
import { findTile, widthAt } from '@kuaiji/ledger/tree'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Pool } from 'pg'
import { describeOwn } from './description.ts'
import { problem, sendProblem } from './problem.ts'

/** Tiles and bundles never change once published. */
const forever = 'public, max-age=31536000, immutable'

export interface PublicLog {
  readonly pool: Pool
  readonly name: string
  readonly key: string
  readonly jurisdiction: string
}

function described(operation: string, summary: string, type: string) {
  return describeOwn({ operation, summary, tag: 'ledger', answers: { 200: type } })
}

/** C2SP tlog-tiles under /ledger, open to everyone; nothing past the newest published checkpoint is served. */
export function addPublicLog(app: FastifyInstance, log: PublicLog): void {
  const { pool, name } = log
  const absent = (reply: FastifyReply, sentence: string) =>
    sendProblem(reply, problem(404, 'not_published', sentence))

  app.get(
    '/ledger/checkpoint',
    described('readCheckpoint', 'Newest signed checkpoint', 'text/plain'),
    async (_, reply) => {
      const published = await newestCheckpoint(pool, name)
      if (published === undefined) return absent(reply, 'No checkpoint is published yet.')
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(published.note)
    },
  )

  app.get('/ledger/key', described('readLogKey', 'Verifier key of the log', 'text/plain'), async (_, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${log.key}\n`),
  )

  app.get(
    '/ledger/tile/*',
    described('readTile', 'Hash tiles and entry bundles', 'application/octet-stream'),
    async (request, reply) => {
      const id = findTile(`tile/${(request.params as { '*': string })['*']}`)
      if (id === undefined)
        return sendProblem(
          reply,
          problem(404, 'tile_path', 'This is not the path of a tile or entry bundle.'),
        )
      const published = await newestCheckpoint(pool, name)
      if (widthAt(id.level, id.index, published?.size ?? 0) < id.width)
        return absent(reply, 'This tile is not published yet.')
      const bytes =
        id.level === 'entries'
          ? await bundleOf(pool, name, id)
          : await tileReader(pool, name)(id.level, id.index, id.width)
      return reply.type('application/octet-stream').header('cache-control', forever).send(bytes)
    },
  )

  app.get(
    '/ledger/proof/:entry',
    described('readProof', 'tlog-proof of an entry', 'text/plain'),
    async (request, reply) => {
      const { entry: id } = request.params as { entry: string }
      const entry = /^[0-9a-f-]{36}$/.test(id) ? await findEntry(pool, log.jurisdiction, id) : undefined
      if (entry === undefined)
        return sendProblem(reply, problem(404, 'not_found', 'There is no entry with this id.'))
      const proof = entry.leafIndex === null ? undefined : await findProof(pool, name, entry.leafIndex)
      if (proof === undefined)
        return sendProblem(reply, problem(404, 'pending', 'No published checkpoint covers this entry yet.'))
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(proof)
    },
  )
}
