import type { IncomingMessage } from 'node:http'
import { refuse } from '@kuaiji/kernel'
import type { FastifyInstance } from 'fastify'

/**
 * Bodies are JSON in UTF-8 and nothing else. None at all is allowed here: who needs a body says so by its shape. A
 * `__proto__` arrives as a field like any other, which no shape knows.
 */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, bytes: Buffer) =>
    bytes.length === 0 ? undefined : parseJson(decodeUtf8(bytes)),
  )
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse(400, 'body_not_utf8', 'The body is not UTF-8.')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse(400, 'body_not_json', 'The body is not JSON.')
  }
}

/** As much of a refused body is read and thrown away. */
const discardedBytesMax = 32 * 1_048_576

/** A client that is still sending finds its connection broken instead of the answer; so it is first let finish. */
export async function discardBody(request: IncomingMessage): Promise<void> {
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > discardedBytesMax) return
  }
}
