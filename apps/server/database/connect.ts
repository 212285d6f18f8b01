import pg from 'pg'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/** Which setting an address came from, so that a sentence can name it. */
export type Source = 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_DIRECT_URL' | 'the embedded database'

/** One connection, or one sentence that names the setting, the place and the reason, never the password. */
export async function connect(url: string, source: Source): Promise<pg.Client> {
  const client = newClient(url, source)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw new StartupError('database_refused', sentence(client, source, error), error)
  }
}

/** Runs `use` on one connection and closes it whatever happens. */
export async function withConnection<T>(
  url: string,
  source: Source,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(url, source)
  client.on('error', () => undefined)
  try {
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function newClient(url: string, source: Source): pg.Client {
  try {
    if (!/^postgres(ql)?:$/.test(new URL(url).protocol)) throw new Error('not a postgres address')
    return new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: 'kuaiji',
    })
  } catch (error) {
    throw new StartupError(
      'database_url_malformed',
      `${source} is not an address of the form postgresql://role:password@host:port/database.`,
      error,
    )
  }
}

function sentence(client: pg.Client, source: Source, error: unknown): string {
  const { host, port, database, user } = client
  const place = `${host}:${port}`
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `${source}: no PostgreSQL listens at ${place}.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${source}: the host ${host} is not known.`
    case '28P01':
      return `${source}: PostgreSQL at ${place} refused the password of role ${user}.`
    case '28000':
      return `${source}: PostgreSQL at ${place} does not admit role ${user} (${reasonOf(error)}).`
    case '3D000':
      return `${source}: there is no database ${database} at ${place}.`
    case '42501':
      return `${source}: role ${user} may not connect to database ${database} at ${place}.`
    default:
      return `${source}: no connection to ${database} at ${place} as ${user}: ${reasonOf(error)}.`
  }
}
