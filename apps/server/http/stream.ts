import { refuse } from '@kuaiji/kernel'
import type { LedgerEntry } from '@kuaiji/ledger'
import { readEntries, readHead, startWorker, type Worker } from '@kuaiji/ledger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { describeOwn } from './description.ts'
import { type Identify, type Identity, identityOf, tokenOf } from './identity.ts'

export interface StreamSettings {
  readonly pool: Pool
  readonly log: string
  readonly identify: Identify
  /** Policy and share end, asked for each message. */
  readonly maySee: (identity: Identity, entry: LedgerEntry) => boolean
  readonly onError: (error: unknown) => void
}

const heartbeatMs = 15_000
/** A reader that cannot keep up is cut off; it resumes by leaf index and loses nothing. */
const unsentBytesMax = 1_000_000
const batchMax = 500
const idleMs = 25

interface Listener {
  readonly token: string
  readonly reply: FastifyReply
  /** Next leaf index it has not been shown. */
  next: number
  /** Listeners join the broadcast once they have caught up with it from the database. */
  joined: boolean
}

/** One reader of the log per process feeds every connection; each message is checked anew for each listener. */
export class Stream {
  readonly #settings: StreamSettings
  readonly #listeners = new Set<Listener>()
  readonly #worker: Worker
  #next: number

  private constructor(settings: StreamSettings, next: number) {
    this.#settings = settings
    this.#next = next
    this.#worker = startWorker(() => this.#broadcast(), idleMs, settings.onError)
  }

  static async open(settings: StreamSettings): Promise<Stream> {
    return new Stream(settings, (await readHead(settings.pool, settings.log)).size)
  }

  get size(): number {
    return this.#listeners.size
  }

  poke(): void {
    this.#worker.poke()
  }

  async stop(): Promise<void> {
    await this.#worker.stop()
    for (const listener of this.#listeners) this.#end(listener)
  }

  /** Sends everything from `after` + 1 on, then what follows, until the connection or the session ends. */
  async attach(reply: FastifyReply, token: string, after: number | undefined): Promise<void> {
    const listener: Listener = {
      token,
      reply,
      next: after === undefined ? this.#next : after + 1,
      joined: false,
    }
    this.#listeners.add(listener)
    const beat = setInterval(() => void this.#beat(listener), heartbeatMs)
    reply.raw.on('error', () => {})
    reply.raw.on('close', () => {
      clearInterval(beat)
      this.#listeners.delete(listener)
    })
    reply.raw.write(`retry: 1000\n\n${heartbeat(listener.next - 1)}`)
    try {
      while (this.#listeners.has(listener) && listener.next < this.#next) {
        const entries = await readEntries(this.#settings.pool, this.#settings.log, listener.next, batchMax)
        await this.#send(listener, entries)
      }
    } catch (error) {
      this.#settings.onError(error)
      this.#end(listener)
    }
    listener.joined = true
    // Tells a reader who may see little of it how far it has come.
    if (this.#listeners.has(listener) && after !== undefined) reply.raw.write(heartbeat(listener.next - 1))
  }

  /** It resumes where it was; so one that has not taken what it was sent is cut off and waited for no longer. */
  #end(listener: Listener): void {
    this.#listeners.delete(listener)
    const { raw } = listener.reply
    if (raw.writableLength > 0) raw.destroy()
    else raw.end()
  }

  async #broadcast(): Promise<number> {
    const entries = await readEntries(this.#settings.pool, this.#settings.log, this.#next, batchMax)
    if (entries.length === 0) return 0
    this.#next += entries.length
    await Promise.all(
      [...this.#listeners].filter(l => l.joined).map(listener => this.#send(listener, entries)),
    )
    return entries.length
  }

  async #send(listener: Listener, entries: readonly LedgerEntry[]): Promise<void> {
    const { raw } = listener.reply
    const fresh = entries.filter(entry => entry.leafIndex >= listener.next)
    const identity = await this.#identify(listener)
    if (!this.#listeners.has(listener)) return
    if (identity === undefined || raw.writableLength > unsentBytesMax) {
      this.#end(listener)
      return
    }
    const seen = fresh.filter(entry => this.#settings.maySee(identity, entry))
    if (seen.length > 0) raw.write(seen.map(message).join(''))
    listener.next = Math.max(listener.next, (entries.at(-1)?.leafIndex ?? -1) + 1)
  }

  async #beat(listener: Listener): Promise<void> {
    const identity = await this.#identify(listener)
    if (!this.#listeners.has(listener)) return
    if (identity === undefined) this.#end(listener)
    else listener.reply.raw.write(heartbeat(listener.next - 1))
  }

  /** While the database cannot say who listens, nobody does. */
  async #identify(listener: Listener): Promise<Identity | undefined> {
    try {
      return await this.#settings.identify(listener.token)
    } catch (error) {
      this.#settings.onError(error)
      return undefined
    }
  }
}

/** The last leaf index examined, so that a reader who may see little still resumes near the end. */
function heartbeat(leafIndex: number): string {
  return `event: heartbeat\nid: ${leafIndex}\ndata: {"leafIndex":${leafIndex}}\n\n`
}

/** What happened to which record, and nothing of what was said: readers fetch what their own policy lets them see. */
function message({ leafIndex, jurisdiction, record, kind, type, n, at, parent }: LedgerEntry): string {
  const data = JSON.stringify({ leafIndex, jurisdiction, record, kind, type, n, at, parent })
  return `id: ${leafIndex}\nevent: entry\ndata: ${data}\n\n`
}

function positionOf({ headers, query }: FastifyRequest): number | undefined {
  const given = headers['last-event-id'] ?? (query as { after?: string }).after
  if (given === undefined) return undefined
  if (typeof given === 'string' && /^(-1|\d{1,15})$/.test(given)) return Number(given)
  throw refuse(
    400,
    'position_malformed',
    'Last-Event-ID, or after, is the last leaf index that was received.',
  )
}

export function addStream(app: FastifyInstance, stream: Stream, identify: Identify): void {
  app.get(
    '/api/stream',
    describeOwn({
      operation: 'readStream',
      summary: 'Server-sent events, resumable by leaf index',
      tag: 'ledger',
      answers: { 200: 'text/event-stream' },
      session: true,
    }),
    async (request, reply) => {
      await identityOf(request, identify)
      const after = positionOf(request)
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      await stream.attach(reply, tokenOf(request) as string, after)
    },
  )
}
