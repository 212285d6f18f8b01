import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAccount } from '@kuaiji/access'
import { isRefusal, uuidv7 } from '@kuaiji/kernel'
import type { FastifyInstance } from 'fastify'
import type { Bureau } from '../bureau.ts'

/** The posts that a replay fills; each signs in to an account of its own. */
const posts = { calltaker: '110-01', dispatcher: '110-02', commander: '110-03' } as const
export type Post = keyof typeof posts

/** The server said no to a command. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(command: string, status: number, code: string, sentence: string) {
    super(sentence)
    this.name = command
    this.status = status
    this.code = code
  }
}

/**
 * The public API as the replay's three posts use it: the routes, guards and idempotency keys that every client meets,
 * called inside the process because nobody else is there to be kept waiting by a socket.
 */
export class Desks {
  readonly #app: FastifyInstance
  readonly #tokens: ReadonlyMap<Post, string>

  private constructor(app: FastifyInstance, tokens: ReadonlyMap<Post, string>) {
    this.#app = app
    this.#tokens = tokens
  }

  /** Makes the accounts, or finds those of an earlier replay on the same ledger, and signs in. */
  static async open(bureau: Bureau, app: FastifyInstance): Promise<Desks> {
    const tokens = new Map<Post, string>()
    for (const [post, seat] of Object.entries(posts) as [Post, string][]) {
      const account = { user: `replay-${post}`, password: await passwordOf(bureau, post) }
      await createAccount(
        bureau.pool,
        bureau.jurisdiction,
        { ...account, role: post, unit: 'bureau', seat },
        { identify: uuidv7, now: new Date() },
      ).catch(error => {
        if (!isRefusal(error) || error.code !== 'account_taken') throw error
      })
      const answer = await send(app, 'POST', '/api/session', account, {})
      tokens.set(post, (answer as { token: string }).token)
    }
    return new Desks(app, tokens)
  }

  get<T>(post: Post, path: string): Promise<T> {
    return send(this.#app, 'GET', path, undefined, this.#bearer(post)) as Promise<T>
  }

  /** Under one key an act is done once, in this replay and in any later one on the same ledger. */
  post<T>(post: Post, path: string, body: object, key: string): Promise<T> {
    const headers = { ...this.#bearer(post), 'idempotency-key': key }
    return send(this.#app, 'POST', path, body, headers) as Promise<T>
  }

  #bearer(post: Post) {
    return { authorization: `Bearer ${this.#tokens.get(post)}` }
  }
}

async function send(
  app: FastifyInstance,
  method: 'GET' | 'POST',
  url: string,
  payload: object | undefined,
  headers: Record<string, string>,
): Promise<unknown> {
  const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  const body = answer.json()
  if (answer.statusCode < 400) return body
  const { code, detail } = body as { code: string; detail: string }
  throw new Refused(`${method} ${url}`, answer.statusCode, code, detail)
}

/** Nobody types it: it follows from the ledger's own signing key, so that the next replay can sign in again. */
async function passwordOf({ settings }: Bureau, post: Post): Promise<string> {
  const key = await readFile(join(settings.database.dataFolder, 'keys/log.key'))
  return createHmac('sha256', key).update(`account of a replay: ${post}`).digest('base64url')
}
