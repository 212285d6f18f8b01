import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { describeOwn } from './http/description.ts'

/** Counts and times by route and status: nothing in a metric names a person, a record or a unit. */
export interface Gauges {
  /** Read when the metrics are scraped. */
  readonly streamConnections: () => number
  readonly ledgerSize: () => Promise<number>
  readonly queueLength: () => Promise<number>
  readonly publishedSize: () => Promise<number>
}

export function addMetrics(app: FastifyInstance, gauges: Gauges): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [registry],
  })
  gauge(registry, 'kuaiji_stream_connections', 'Open live streams', async () => gauges.streamConnections())
  gauge(registry, 'kuaiji_ledger_entries', 'Entries with a leaf index', gauges.ledgerSize)
  gauge(registry, 'kuaiji_ledger_queue', 'Committed entries without a leaf index yet', gauges.queueLength)
  gauge(
    registry,
    'kuaiji_ledger_published',
    'Entries under the newest signed checkpoint',
    gauges.publishedSize,
  )

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
  })
  const described = describeOwn({
    operation: 'readMetrics',
    summary: 'Prometheus metrics',
    tag: 'operation',
    answers: { 200: 'text/plain' },
  })
  app.get('/metrics', described, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}

function gauge(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read())
    },
  })
}
