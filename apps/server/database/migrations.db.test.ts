import { afterEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../tests/setup/fresh-database.ts'
import { withConnection } from './connect.ts'
import {
  appliedMigrations,
  type Migration,
  migrate,
  pendingMigrations,
  readMigrations,
} from './migrations.ts'

const made: FreshDatabase[] = []

async function empty() {
  const database = await freshDatabase({ migrated: false })
  made.push(database)
  const application = new URL(database.applicationUrl).username
  return {
    ...database,
    run: (migrations: readonly Migration[]) =>
      migrate(database.ownerUrl, 'DATABASE_OWNER_URL', application, migrations),
    applied: () => withConnection(database.applicationUrl, 'DATABASE_URL', appliedMigrations),
    ask: (sql: string) =>
      withConnection(database.ownerUrl, 'DATABASE_OWNER_URL', async client => (await client.query(sql)).rows),
  }
}

const file = (name: string, sql: string, checksum = sql): Migration => ({
  name,
  file: `${name}.sql`,
  sql,
  checksum,
})

const one = file('sample/0001_thing', 'CREATE TABLE public.thing (id bigint PRIMARY KEY)')
const two = file(
  'sample/0002_grant',
  `DO $$ BEGIN
     EXECUTE format('GRANT SELECT ON public.thing TO %I', current_setting('kuaiji.application_role'));
   END $$`,
)

afterEach(async () => {
  await Promise.all(made.splice(0).map(database => database.drop()))
})

describe('migrations', () => {
  it('applies what is pending, in order, and nothing twice', async () => {
    const database = await empty()
    expect(await database.run([one])).toEqual(['sample/0001_thing'])
    expect(await database.run([one, two])).toEqual(['sample/0002_grant'])
    expect(await database.run([one, two])).toEqual([])
    expect((await database.applied()).map(({ name }) => name)).toEqual([
      'sample/0001_thing',
      'sample/0002_grant',
    ])
  })

  it('gives the application role what the file grants and no more', async () => {
    const database = await empty()
    await database.run([one, two])
    const asApplication = (sql: string) =>
      withConnection(database.applicationUrl, 'DATABASE_URL', client => client.query(sql))
    await asApplication('SELECT * FROM thing')
    await expect(asApplication('INSERT INTO thing VALUES (1)')).rejects.toThrow(/permission denied/)
    await expect(asApplication('CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/)
    await expect(asApplication('CREATE SCHEMA mine')).rejects.toThrow(/permission denied/)
  })

  it('is done once when three processes start together', async () => {
    const database = await empty()
    const done = await Promise.all([1, 2, 3].map(() => database.run([one, two])))
    expect(done.map(names => names.length).sort()).toEqual([0, 0, 2])
  })

  it('leaves nothing of a run that fails half way, and names the line', async () => {
    const database = await empty()
    const broken = file('sample/0002_broken', 'CREATE TABLE other (id int);\nSELEKT 1;\n')
    await expect(database.run([one, broken])).rejects.toMatchObject({
      code: 'schema_failed',
      message: expect.stringMatching(/^sample\/0002_broken\.sql, line 2: syntax error/),
    })
    expect(
      await database.ask(`SELECT to_regclass('thing') AS thing, to_regnamespace('kuaiji') AS kuaiji`),
    ).toEqual([{ thing: null, kuaiji: null }])
  })

  it('refuses an applied file that was edited, and a schema newer than the code', async () => {
    const database = await empty()
    await database.run([one, two])
    const edited = { ...one, checksum: 'other' }
    await expect(database.run([edited, two])).rejects.toMatchObject({ code: 'schema_edited' })
    await expect(database.run([one])).rejects.toMatchObject({ code: 'schema_newer' })
    expect(() => pendingMigrations([one], [])).not.toThrow()
  })

  it('applies every file of the repository to an empty database', async () => {
    const database = await empty()
    const files = await readMigrations()
    expect(await database.run(files)).toEqual(files.map(({ name }) => name))
  })
})
