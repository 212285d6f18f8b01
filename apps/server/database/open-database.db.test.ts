import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../tests/setup/fresh-database.ts'
import { withConnection } from './connect.ts'
import { type Migration, migrate, readMigrations } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import type { DatabaseSettings } from './settings.ts'

const made: FreshDatabase[] = []

async function fresh(migrated: boolean) {
  const database = await freshDatabase({ migrated })
  made.push(database)
  return database
}

afterEach(async () => {
  await Promise.all(made.splice(0).map(database => database.drop()))
})

/** The data folder is never touched when an address is given. */
const open = (settings: Partial<DatabaseSettings>, migrations?: readonly Migration[]) =>
  openDatabase({ dataFolder: `${tmpdir()}/none`, singleRole: false, ...settings }, migrations)

const asOwner = (database: FreshDatabase, sql: string) =>
  withConnection(database.ownerUrl, 'DATABASE_OWNER_URL', client => client.query(sql))

const roleOf = (url: string) => new URL(url).username

describe('an existing PostgreSQL', () => {
  it('is migrated by its owner and served by the application role', async () => {
    const { applicationUrl, ownerUrl } = await fresh(false)
    const database = await open({ databaseUrl: applicationUrl, ownerUrl })
    expect(database).toMatchObject({ mode: 'external', applicationUrl, ownerUrl, directUrl: applicationUrl })
    expect(database.singleRole).toBe(false)
    await database.stop()
    expect(await open({ databaseUrl: applicationUrl })).toMatchObject({ singleRole: false })
  })

  it('migrates past a pooler with the owner’s name at the direct address', async () => {
    const { applicationUrl, ownerUrl } = await fresh(false)
    const throughPooler = new URL(ownerUrl)
    throughPooler.port = '1'
    const database = await open({
      databaseUrl: applicationUrl,
      ownerUrl: throughPooler.href,
      directUrl: applicationUrl,
    })
    expect(database).toMatchObject({ ownerUrl, directUrl: applicationUrl })
  })

  it('without an owner and without schema names the variable that is missing', async () => {
    const { applicationUrl } = await fresh(false)
    await expect(open({ databaseUrl: applicationUrl })).rejects.toMatchObject({
      code: 'schema_outdated',
      message: expect.stringMatching(
        /^The schema lacks .*; set DATABASE_OWNER_URL to the role that owns it\.$/,
      ),
    })
  })

  it('with an older schema and no owner names the first file that is missing', async () => {
    const { applicationUrl } = await fresh(true)
    const next = { name: 'ledger/9999_next', file: 'x', sql: 'SELECT 1', checksum: 'x' }
    await expect(
      open({ databaseUrl: applicationUrl }, [...(await readMigrations()), next]),
    ).rejects.toMatchObject({
      code: 'schema_outdated',
      message: expect.stringMatching(/lacks ledger\/9999_next/),
    })
  })

  it('with a newer schema is left alone', async () => {
    const { applicationUrl, ownerUrl } = await fresh(true)
    await expect(open({ databaseUrl: applicationUrl, ownerUrl }, [])).rejects.toMatchObject({
      code: 'schema_newer',
      message: expect.stringMatching(/newer Kuaiji .* nothing was changed\.$/),
    })
  })
})

describe('a wrong address', () => {
  it.each([
    [
      'nothing listens',
      (url: URL) => Object.assign(url, { port: '1' }),
      /^DATABASE_URL: no PostgreSQL listens at 127/,
    ],
    [
      'wrong password',
      (url: URL) => Object.assign(url, { password: 'wrong' }),
      /refused the password of role application_/,
    ],
    [
      'no such database',
      (url: URL) => Object.assign(url, { pathname: '/atlantis' }),
      /there is no database atlantis at/,
    ],
    [
      'no such host',
      (url: URL) => Object.assign(url, { hostname: 'no.such.host.invalid' }),
      /the host no\.such\.host\.invalid is not known/,
    ],
  ])('%s', async (_, change, sentence) => {
    const { applicationUrl } = await fresh(false)
    const databaseUrl = change(new URL(applicationUrl)).href
    await expect(open({ databaseUrl })).rejects.toMatchObject({
      code: 'database_refused',
      message: expect.stringMatching(sentence),
    })
  })

  it('is named by its variable, and its password is not repeated', async () => {
    const { applicationUrl, ownerUrl } = await fresh(false)
    const wrong = ownerUrl.replace(/:[^:@]*@/, ':hush@')
    const error = await open({ databaseUrl: applicationUrl, ownerUrl: wrong }).catch(error => error)
    expect(error.message).toMatch(/^DATABASE_OWNER_URL: .* refused the password of role owner_/)
    expect(error.message).not.toContain('hush')
    await expect(open({ databaseUrl: 'mysql://root@db/kuaiji' })).rejects.toMatchObject({
      code: 'database_url_malformed',
    })
  })
})

describe('an application role that could alter the ledger', () => {
  const grants = ['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'UPDATE (type)']
  it.each(grants)('by %s is refused', async right => {
    const database = await fresh(true)
    await asOwner(database, `GRANT ${right} ON ledger.entry TO ${roleOf(database.applicationUrl)}`)
    await expect(open({ databaseUrl: database.applicationUrl })).rejects.toMatchObject({
      code: 'role_too_strong',
      message: expect.stringMatching(/KUAIJI_SINGLE_ROLE=1 to accept this\.$/),
    })
  })

  it('by ownership is refused, and accepted when the operator says so', async () => {
    const { ownerUrl } = await fresh(true)
    await expect(open({ databaseUrl: ownerUrl })).rejects.toMatchObject({
      code: 'role_too_strong',
      message: expect.stringMatching(/role owner_\w+ owns ledger\.entry/),
    })
    expect(await open({ databaseUrl: ownerUrl, singleRole: true })).toMatchObject({
      singleRole: true,
      ownerUrl,
    })
  })

  it('one role may also make the schema when the operator accepts that', async () => {
    const { ownerUrl } = await fresh(false)
    expect(await open({ databaseUrl: ownerUrl, singleRole: true })).toMatchObject({ singleRole: true })
  })
})

describe('an owner without rights', () => {
  it('is named with the file it could not apply', async () => {
    const { applicationUrl } = await fresh(false)
    const migrations = await readMigrations()
    await expect(
      migrate(applicationUrl, 'DATABASE_OWNER_URL', roleOf(applicationUrl), migrations),
    ).rejects.toMatchObject({
      code: 'role_lacks_rights',
      message: expect.stringMatching(/permission denied/),
    })
  })
})
