import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import { refusalOf, type Sessions } from '@kuaiji/access'
import type { Route } from '@kuaiji/kernel'
import { newestCheckpoint, readHead } from '@kuaiji/ledger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import Type from 'typebox'
import type { Bureau } from '../bureau.ts'
import { deskSettings } from '../desk.ts'
import { addMetrics } from '../metrics.ts'
import { readBodies } from './body.ts'
import { addCity } from './city.ts'
import { describeOwn } from './description.ts'
import { addHealth, type Health } from './health.ts'
import type { Identify } from './identity.ts'
import { addPublicLog } from './ledger.ts'
import { addOperation, type OperationSettings } from './operations.ts'
import { answerClientError, answerError, answerErrors } from './problem.ts'
import { addSession } from './session.ts'
import { addStream, type Stream } from './stream.ts'

export interface AppSettings {
  readonly bureau: Bureau
  readonly sessions: Sessions
  readonly identify: Identify
  readonly routes: readonly Route[]
  readonly services: unknown
  readonly timeZone: string
  readonly stream: Stream
  readonly health: () => Promise<Health>
  readonly now: () => Date
}

const bodyBytesMax = 1_048_576

/** The whole HTTP surface. What each operation accepts is checked by its own guards, in the order they stand there. */
export async function buildApp(settings: AppSettings): Promise<FastifyInstance> {
  const { bureau, identify, stream } = settings
  const { pool, log, jurisdiction } = bureau
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    logger: { level: bureau.settings.logLevel, base: null, serializers: quiet },

    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    // While the server stops, who is connected is still answered; see drain.ts.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
  })
  // Schemas document; the guards in operations.ts check, so that identity and policy come before shape.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => data => JSON.stringify(data))
  readBodies(app)
  answerErrors(app)
  await app.register(cookie)
  await app.register(swagger, { openapi: description })
  addMetrics(app, {
    streamConnections: () => stream.size,
    ledgerSize: async () => (await readHead(pool, log.name)).size,
    publishedSize: async () => (await newestCheckpoint(pool, log.name))?.size ?? 0,
    queueLength: async () =>
      (
        await pool.query('SELECT count(*)::int AS n FROM ledger.queue WHERE jurisdiction = $1', [
          jurisdiction,
        ])
      ).rows[0].n,
  })
  addHealth(app, settings.health)
  addCity(app, {
    city: bureau.city,
    clock: bureau.clock,
    timeZone: settings.timeZone,
    simulated: log.simulated,
  })
  addSession(app, {
    sessions: settings.sessions,
    identify,
    pool,
    jurisdiction,
    demonstration: bureau.settings.demonstration,
    now: settings.now,
  })
  addPublicLog(app, { pool, name: log.name, key: log.key, jurisdiction })
  addStream(app, stream, identify)
  for (const route of settings.routes) addOperation(app, route, operationSettings(settings))
  const described = describeOwn({
    operation: 'readDescription',
    summary: 'This description',
    tag: 'operation',
    answers: { 200: Type.Object({ openapi: Type.String() }) },
  })
  app.get('/api/openapi.json', described, async () => app.swagger())
  await addConsole(app)
  return app
}

function operationSettings({ bureau, identify, services }: AppSettings): OperationSettings {
  return {
    ...deskSettings(bureau),
    now: () => bureau.clock.now(),
    identify,
    checkPolicy(policy, authority) {
      if (!policy.allows(authority)) throw refusalOf(policy, authority)
    },
    services,
  }
}

/** Requests leave method, path pattern and status in the log: an address, a query or a body may be somebody's. */
const quiet = {
  req: (request: { method: string }) => ({ method: request.method }),
  res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
}

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Kuaiji',
    version: '0.1.0',
    description:
      'Every refusal is an RFC 9457 problem with a stable code. Every write accepts Idempotency-Key, and If-Match where its path names a record. Times are UTC, positions WGS-84.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  components: { securitySchemes: { session: { type: 'http' as const, scheme: 'bearer' } } },
  security: [{ session: [] }],
}

/** The built console; every path that is not an operation's is a page of it. */
async function addConsole(app: FastifyInstance): Promise<void> {
  const root = join(import.meta.dirname, '../../console/dist')
  if (!existsSync(join(root, 'index.html'))) return
  await app.register(fastifyStatic, { root, wildcard: false, index: false, cacheControl: false })
  const page = (_: unknown, reply: import('fastify').FastifyReply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('content-security-policy', contentPolicy)
      .sendFile('index.html')
  app.get('/', { schema: { hide: true } }, page)
  app.get('/*', { schema: { hide: true } }, (request, reply) =>
    /^\/(api|ledger|tiles|problems|metrics|health)(\/|$)/.test(request.url) ||
    /\.[a-z0-9]+$/i.test(request.url.split('?')[0] ?? '')
      ? reply.callNotFound()
      : page(request, reply),
  )
}

/** Nothing from elsewhere: no script, font, tile or picture leaves or enters but our own. */
const contentPolicy =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
