import type { Random } from '../city/random.ts'
import { Stopped } from './agenda.ts'
import { pause } from './clock.ts'

/** Who does something; each duty signs in as the first of its accounts that exists and may do it. */
export type Duty = 'caller' | 'calltaker' | 'dispatcher' | 'desk' | 'crew' | 'leader' | 'neighbour'

export interface ApiSettings {
  readonly baseUrl: string
  readonly password: string
  readonly accounts?: Partial<Record<Duty, readonly string[]>>
  /** Prefix of all idempotency keys: new for each run, so that a run never meets the answers of another. */
  readonly run: string
  readonly random: Random
}

/** The server said no: a state that does not allow it, a policy, a body it does not understand. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, sentence: string) {
    super(`${status} ${code}: ${sentence}`)
    this.name = 'Refused'
    this.status = status
    this.code = code
  }
}

/** The server could not be asked, several times over. */
export class Unreachable extends Error {
  constructor(path: string, cause: unknown) {
    super(`no answer to ${path}`, { cause })
    this.name = 'Unreachable'
  }
}

const defaultAccounts: Record<Duty, readonly string[]> = {
  caller: ['calltaker'],
  calltaker: ['calltaker'],
  dispatcher: ['dispatcher'],
  desk: ['station', 'dispatcher'],
  crew: ['crew', 'dispatcher', 'station'],
  leader: ['commander'],
  neighbour: ['dispatcher', 'commander', 'calltaker'],
}

const inFlightMax = 12
const triesMax = 8
const backOffMs = { first: 200, most: 5000 }
const answerMsMax = 20_000
/** What is under way when the simulator stops may still be answered for so long. */
const graceMs = 3000

interface Answer {
  readonly status: number
  readonly body: unknown
}

/**
 * The public HTTP API as an outside client uses it: bearer tokens, idempotency keys, twelve requests at a time.
 * What may pass (no connection, 429, 5xx) is tried again, slower and slower, under the same key; while the server
 * is away, all requests wait together instead of knocking one by one.
 */
export class Api {
  readonly #settings: ApiSettings
  readonly #signal: AbortSignal
  /** Cuts off requests that have not been answered some time after the stop. */
  readonly #cut = new AbortController()
  readonly #accounts: Record<Duty, string[]>
  readonly #tokens = new Map<string, Promise<string>>()
  readonly #queue: (() => void)[] = []
  #inFlight = 0
  #failures = 0
  /** Requests that had to be tried again. */
  retried = 0

  constructor(settings: ApiSettings, signal: AbortSignal) {
    this.#settings = settings
    this.#signal = signal
    signal.addEventListener('abort', () => setTimeout(() => this.#cut.abort(), graceMs).unref(), {
      once: true,
    })
    const accounts = { ...defaultAccounts, ...settings.accounts }
    this.#accounts = Object.fromEntries(
      Object.entries(accounts).map(([duty, names]) => [duty, [...names]]),
    ) as Record<Duty, string[]>
  }

  get<T>(duty: Duty, path: string): Promise<T> {
    return this.#ask(duty, 'GET', path, undefined, undefined) as Promise<T>
  }

  /** `key` names the act within the run; asking again with the same key does it once. */
  post<T>(duty: Duty, path: string, body: unknown, key: string): Promise<T> {
    return this.#ask(duty, 'POST', path, body, `${this.#settings.run}-${key}`) as Promise<T>
  }

  /** Goes down the duty's accounts while one is not known or not allowed; remembers where it stopped. */
  async #ask(
    duty: Duty,
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
  ): Promise<unknown> {
    const names = this.#accounts[duty]
    for (;;) {
      const name = names[0]
      if (name === undefined) throw new Refused(403, 'no_account', `no account may act as ${duty}`)
      const answer = await this.#askAs(name, method, path, body, key)
      if (answer.status < 400) return answer.body
      const mayBeAnothers = answer.status === 401 || answer.status === 403
      const hasNext = names[0] !== name || names.length > 1
      if (!mayBeAnothers || !hasNext) throw refusedBy(answer)
      // Of two refused at the same time only one moves on to the next account.
      if (names[0] === name) names.shift()
    }
  }

  async #askAs(
    name: string,
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
  ): Promise<Answer> {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    for (let signedIn = 0; ; signedIn++) {
      const token = await this.#tokenOf(name)
      if (typeof token !== 'string') return token
      const answer = await this.#send(method, path, body, { ...headers, authorization: `Bearer ${token}` })
      // A session lasts a simulated shift: at 600x that is a minute or so.
      if (answer.status !== 401 || signedIn > 0) return answer
      this.#tokens.delete(name)
    }
  }

  async #tokenOf(name: string): Promise<string | Answer> {
    let token = this.#tokens.get(name)
    if (token === undefined) {
      token = this.#signIn(name)
      this.#tokens.set(name, token)
    }
    try {
      return await token
    } catch (error) {
      this.#tokens.delete(name)
      if (error instanceof Refused) return { status: error.status, body: { code: error.code } }
      throw error
    }
  }

  async #signIn(name: string): Promise<string> {
    const answer = await this.#send(
      'POST',
      '/api/session',
      // A seat of its own, so that a person who signs in finds none of the simulator's calls on their desk.
      { user: name, password: this.#settings.password, seat: `sim-${name}`.slice(0, 16) },
      {},
    )
    if (answer.status >= 400) throw refusedBy(answer)
    return (answer.body as { token: string }).token
  }

  async #send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    let cause: unknown
    for (let tries = 0; tries < triesMax; tries++) {
      if (tries > 0) await this.#backOff()
      await this.#enter()
      try {
        const answer = await this.#fetch(method, path, body, headers)
        if (answer.status !== 429 && answer.status < 500) {
          this.#failures = 0
          return answer
        }
        cause = refusedBy(answer)
      } catch (error) {
        cause = error
      } finally {
        this.#leave()
      }
      if (this.#signal.aborted) throw new Stopped()
      this.#failures++
      this.retried++
    }
    throw new Unreachable(path, cause)
  }

  async #fetch(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.#settings.baseUrl), {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([this.#cut.signal, AbortSignal.timeout(answerMsMax)]),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  #backOff(): Promise<void> {
    const ms = Math.min(backOffMs.most, backOffMs.first * 2 ** Math.min(this.#failures, 10))
    return pause(ms * (0.5 + this.#settings.random()), this.#signal)
  }

  async #enter(): Promise<void> {
    if (this.#inFlight >= inFlightMax) await new Promise<void>(resolve => this.#queue.push(resolve))
    else this.#inFlight++
    if (!this.#signal.aborted) return
    this.#leave()
    throw new Stopped()
  }

  /** The place is handed on, so that nobody slips in between. */
  #leave(): void {
    const next = this.#queue.shift()
    if (next === undefined) this.#inFlight--
    else next()
  }
}

function refusedBy({ status, body }: Answer): Refused {
  const problem = (body ?? {}) as { code?: unknown; detail?: unknown }
  return new Refused(status, String(problem.code ?? 'unknown'), String(problem.detail ?? ''))
}
