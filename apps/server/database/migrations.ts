import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type pg from 'pg'
import { type Source, withConnection } from './connect.ts'
import { repository } from './settings.ts'
import { codeOf, reasonOf, StartupError } from './startup-error.ts'

/**
 * Packages that own tables, in the order their files are applied. A file uses
 * `current_setting('kuaiji.application_role')` for the role it grants to.
 */
const packages = ['packages/ledger', 'packages/vault', 'packages/access', 'tracks/response']

/** The package that owns a schema: both have one name. */
export function packageOf(schema: string): string {
  const folder = packages.find(name => name.endsWith(`/${schema}`))
  if (!folder) throw new Error(`schema ${schema} belongs to no package in migrations.ts`)
  return folder
}

/** One SQL file: `packages/ledger/sql/0001_ledger.sql` is `ledger/0001_ledger`. */
export interface Migration {
  readonly name: string
  readonly file: string
  readonly sql: string
  /** SHA-256 of the text, kept when it is applied: an applied file never changes. */
  readonly checksum: string
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

export async function readMigrations(
  folders: readonly string[] = packages.map(name => join(repository, name)),
): Promise<readonly Migration[]> {
  return (await Promise.all(folders.map(readFolder))).flat()
}

async function readFolder(folder: string): Promise<readonly Migration[]> {
  const sql = join(folder, 'sql')
  const files = await readdir(sql).catch(() => [])
  return Promise.all(files.sort().map((name, i) => readMigration(join(sql, name), i + 1)))
}

async function readMigration(file: string, n: number): Promise<Migration> {
  const [, owner, number, title] = /([^/\\]+)[/\\]sql[/\\](\d{4})_(\w+)\.sql$/.exec(file) ?? []
  if (Number(number) !== n) {
    throw new StartupError(
      'schema_failed',
      `${relative(repository, file)} is out of line: files are named NNNN_name.sql and numbered from 0001 without gaps.`,
    )
  }
  const sql = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { name: `${owner}/${number}_${title}`, file: relative(repository, file), sql, checksum }
}

/** What is still to be applied. Throws when the database is newer than this code or an applied file was edited. */
export function pendingMigrations(
  all: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  const known = new Map(all.map(migration => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = known.get(name)
    if (!migration) {
      throw new StartupError(
        'schema_newer',
        `The database was migrated by a newer Kuaiji (${name} is unknown here); start that version, nothing was changed.`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new StartupError(
        'schema_edited',
        `${migration.file} was edited after it was applied to this database; put it back and write the change as a new file.`,
      )
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  return all.filter(({ name }) => !done.has(name))
}

/** None when the table is missing or closed to this role: then the schema is taken as not yet made. */
export async function appliedMigrations(client: pg.Client): Promise<readonly Applied[]> {
  try {
    const { rows } = await client.query<Applied>('SELECT name, checksum FROM kuaiji.migration ORDER BY name')
    return rows
  } catch (error) {
    // 42P01 no such table, 3F000 no such schema, 42501 not granted
    if (['42P01', '3F000', '42501'].includes(codeOf(error) ?? '')) return []
    throw error
  }
}

/** Applies what is pending, all in one transaction. Several processes may call it at once: one works, the others wait. */
export async function migrate(
  ownerUrl: string,
  source: Source,
  applicationRole: string,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return withConnection(ownerUrl, source, async client => {
    await client.query('BEGIN')
    try {
      const names = await migrateWithin(client, applicationRole, migrations)
      await client.query('COMMIT')
      return names
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

const lockKey = 4_710_259_214

async function migrateWithin(
  client: pg.Client,
  applicationRole: string,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
  await client.query(`SELECT set_config('kuaiji.application_role', $1, true)`, [applicationRole])
  await execute(client, 'the migration table', migrationTable)
  const pending = pendingMigrations(migrations, await appliedMigrations(client))
  for (const { name, file, sql, checksum } of pending) {
    await execute(client, file, sql)
    await client.query('INSERT INTO kuaiji.migration (name, checksum, applied_at) VALUES ($1, $2, $3)', [
      name,
      checksum,
      new Date(),
    ])
  }
  return pending.map(({ name }) => name)
}

const migrationTable = `
  CREATE SCHEMA IF NOT EXISTS kuaiji;
  CREATE TABLE IF NOT EXISTS kuaiji.migration (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL
  );
  DO $$ BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA kuaiji TO %I', current_setting('kuaiji.application_role'));
    EXECUTE format('GRANT SELECT ON kuaiji.migration TO %I', current_setting('kuaiji.application_role'));
  END $$;`

async function execute(client: pg.Client, file: string, sql: string): Promise<void> {
  try {
    await client.query(sql)
  } catch (error) {
    const at = Number((error as { position?: string }).position)
    const line = at > 0 ? `, line ${sql.slice(0, at).split('\n').length}` : ''
    const lacks = codeOf(error) === '42501'
    throw new StartupError(
      lacks ? 'role_lacks_rights' : 'schema_failed',
      `${file}${line}: ${reasonOf(error)}; the schema was not changed.`,
      error,
    )
  }
}
