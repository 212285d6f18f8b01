import { mkdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadCity } from '../../apps/server/city/index.ts'
import { findRunning } from '../../apps/server/database/index.ts'
import { repository } from '../../apps/server/database/settings.ts'
import { type Host, startProgram } from './host.ts'

/** A server as a process of its own: what a test may load, kill and start again. */
export interface ServerProcess extends Host {
  readonly url: string
  readonly dataFolder: string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** Settings of the machine that runs the tests do not reach the server under test. */
const machine = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(KUAIJI_|DATABASE_|PG|HOST$|PORT$)/.test(name)),
)

export function serverEnvironment(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  return { ...machine, PORT: '0', KUAIJI_SPEED: '0', KUAIJI_DATA: dataFolder, ...environment }
}

/** Starts the server and does not wait for it: for starts that fail. */
export async function launchServer(dataFolder: string, environment: NodeJS.ProcessEnv = {}): Promise<Host> {
  await shareCity(dataFolder)
  return startProgram([join(repository, 'apps/server/main.ts')], serverEnvironment(dataFolder, environment))
}

export async function startServer(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const host = await launchServer(dataFolder, environment)
  const url = (await host.line('ready')).slice('ready '.length)
  return {
    ...host,
    url,
    dataFolder,
    async stop() {
      host.child.kill('SIGTERM')
      return host.ended
    },
    async kill() {
      host.child.kill('SIGKILL')
      await host.ended
    },
  }
}

const sharedCity = join(tmpdir(), 'kuaiji-test-city')
let city: Promise<unknown> | undefined

/** The demonstration city is made once on a machine, not once for each test: 3 s of generating, the same each time. */
async function shareCity(dataFolder: string): Promise<void> {
  city ??= loadCity(sharedCity)
  await city
  const folder = join(dataFolder, 'city')
  await mkdir(folder, { recursive: true })
  for (const file of ['city.json', 'roads.graph'])
    await symlink(join(sharedCity, file), join(folder, file)).catch(error => {
      if (error.code !== 'EEXIST') throw error
    })
}

/** A port that was free a moment ago: for a server that is to come back at the same address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation; the tests say what they expect
  readonly body: any
}

/** One request, its answer read to the end: as JSON where it is JSON. */
export async function ask(
  address: string,
  { method = 'GET', body, headers = {} }: AskOptions = {},
): Promise<Reply> {
  const json = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
  const response = await fetch(address, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

export interface AskOptions {
  readonly method?: string
  /** Sent as it stands when it is text or bytes, else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Someone signed in at a server. */
export class Seat {
  readonly url: string
  readonly token: string

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  static async of(url: string, user: string, password = 'demo'): Promise<Seat> {
    const { status, body } = await ask(`${url}/api/session`, { method: 'POST', body: { user, password } })
    if (status !== 201) throw new Error(`${user} was not signed in: ${status} ${JSON.stringify(body)}`)
    return new Seat(url, body.token)
  }

  ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return ask(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask('GET', path, undefined, headers)
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.ask('POST', path, body, headers)
  }
}

/** Runs `act` for 0 to `count` - 1, so many at a time; results in order. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  act: (i: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const work = async () => {
    for (let i = next++; i < count; i = next++) results[i] = await act(i)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

/** Looks again until the condition holds; what it last saw is the error when it never does. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  patienceMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(seen)} after ${patienceMs} ms`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** The running embedded database of a data folder, as its owner sees it. */
export async function databaseOf(dataFolder: string): Promise<pg.Pool> {
  const { ownerUrl } = (await findRunning(dataFolder))!
  return openOwner(ownerUrl)
}

export function openOwner(ownerUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  pool.on('error', () => {})
  return pool
}

export interface HealthAnswer {
  readonly entries: number
  readonly published: number
}

/** Every committed entry has its leaf. */
export async function integrated({ url }: { readonly url: string }): Promise<HealthAnswer> {
  await until(
    async () => (await ask(`${url}/metrics`)).body as string,
    text => /^kuaiji_ledger_queue 0$/m.test(text),
  )
  return (await ask(`${url}/health`)).body
}

/** Everything the log owes is done: each committed entry has its leaf and stands under a published checkpoint. */
export function settled(url: string): Promise<HealthAnswer> {
  return until(
    () => integrated({ url }),
    ({ entries, published }) => entries === published,
  )
}
