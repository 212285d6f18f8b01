import { type Source, withConnection } from './connect.ts'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import {
  appliedMigrations,
  type Migration,
  migrate,
  pendingMigrations,
  readMigrations,
} from './migrations.ts'
import { excessRights } from './rights.ts'
import type { DatabaseSettings } from './settings.ts'
import { StartupError } from './startup-error.ts'

/**
 * Opens the database the settings name: reachable, migrated, the application role's rights examined.
 * Throws `StartupError` with one sentence; the embedded database is then stopped again.
 */
export async function openDatabase(
  settings: DatabaseSettings,
  migrations?: readonly Migration[],
): Promise<Database> {
  const files = migrations ?? (await readMigrations())
  return settings.databaseUrl === undefined
    ? openOwn(settings, files)
    : openExternal({ ...settings, databaseUrl: settings.databaseUrl }, files)
}

async function openOwn(settings: DatabaseSettings, migrations: readonly Migration[]): Promise<Database> {
  const embedded = await openEmbedded(settings)
  try {
    const { ownerUrl, applicationUrl } = embedded
    const source = 'the embedded database'
    const singleRole = await makeReady(
      { applicationUrl, ownerUrl, source, ownerSource: source },
      settings,
      migrations,
    )
    return {
      mode: 'embedded',
      applicationUrl,
      ownerUrl,
      directUrl: applicationUrl,
      singleRole,
      onLoss: listener => embedded.onLoss(listener),
      recover: () => embedded.attach(),
      stop: () => embedded.stop(),
    }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

async function openExternal(
  settings: DatabaseSettings & { readonly databaseUrl: string },
  migrations: readonly Migration[],
): Promise<Database> {
  const { databaseUrl: applicationUrl, directUrl = applicationUrl, singleRole } = settings
  if (settings.directUrl) await withConnection(directUrl, 'DATABASE_DIRECT_URL', async () => undefined)
  const ownerUrl = settings.ownerUrl
    ? pastPooler(settings.ownerUrl, settings.directUrl)
    : singleRole
      ? directUrl
      : undefined
  const ownerSource = settings.ownerUrl ? 'DATABASE_OWNER_URL' : 'DATABASE_URL'
  const urls = {
    applicationUrl,
    source: 'DATABASE_URL',
    ownerSource,
    ...(ownerUrl ? { ownerUrl } : {}),
  } as const
  return {
    mode: 'external',
    applicationUrl,
    ...(ownerUrl ? { ownerUrl } : {}),
    directUrl,
    singleRole: await makeReady(urls, settings, migrations),
    onLoss: () => undefined,
    recover: () => withConnection(applicationUrl, 'DATABASE_URL', async () => undefined),
    stop: async () => undefined,
  }
}

/** The owner's name and password at the place DATABASE_DIRECT_URL names. */
function pastPooler(ownerUrl: string, directUrl: string | undefined): string {
  if (directUrl === undefined || !URL.canParse(ownerUrl) || !URL.canParse(directUrl)) return ownerUrl
  const direct = new URL(directUrl)
  const owner = new URL(ownerUrl)
  direct.username = owner.username
  direct.password = owner.password
  return direct.href
}

interface Urls {
  readonly applicationUrl: string
  readonly ownerUrl?: string
  readonly source: Source
  readonly ownerSource: Source
}

/** Returns whether one role does both; refuses that unless the operator accepts it. */
async function makeReady(
  { applicationUrl, ownerUrl, source, ownerSource }: Urls,
  { singleRole }: DatabaseSettings,
  migrations: readonly Migration[],
): Promise<boolean> {
  const application = await withConnection(applicationUrl, source, async client => {
    const { rows } = await client.query<{ role: string; version: string; number: number }>(
      `SELECT current_user::text AS role, current_setting('server_version') AS version,
              current_setting('server_version_num')::int AS number`,
    )
    return { ...rows[0]!, pending: pendingMigrations(migrations, await appliedMigrations(client)) }
  })
  if (application.number < 150_000) {
    throw new StartupError(
      'database_too_old',
      `${source}: PostgreSQL ${application.version} is too old; Kuaiji needs 15 or newer.`,
    )
  }
  if (ownerUrl) await migrate(ownerUrl, ownerSource, application.role, migrations)
  else if (application.pending.length > 0) throw outdated(application.pending)
  const excess = await withConnection(applicationUrl, source, excessRights)
  if (excess.length > 0 && !singleRole) {
    throw new StartupError(
      'role_too_strong',
      `${source}: role ${application.role} ${excess[0]}, so the database would not protect the ledger from the server; give it a role of its own, or set KUAIJI_SINGLE_ROLE=1 to accept this.`,
    )
  }
  return excess.length > 0
}

const outdated = (pending: readonly Migration[]) =>
  new StartupError(
    'schema_outdated',
    `The schema lacks ${pending.length === 1 ? pending[0]!.name : `${pending.length} migrations from ${pending[0]!.name} on`}; set DATABASE_OWNER_URL to the role that owns it.`,
  )
