import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../tests/setup/fresh-database.ts'
import { connect } from './connect.ts'
import { packageOf } from './migrations.ts'
import { dumpSchema, schemaNames } from './schema.ts'
import { repository } from './settings.ts'

/** Keyed by log and kept on one node, or one row per process: never spread by jurisdiction (design §8). */
const logTables = ['log', 'leaf', 'tile', 'head', 'checkpoint', 'lease', 'follower'].map(
  name => `ledger.${name}`,
)

let database: FreshDatabase
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  client = await connect(database.ownerUrl, 'DATABASE_OWNER_URL')
})

afterAll(async () => {
  await client.end()
  await database.drop()
})

async function names(sql: string, parameters: readonly unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql, [...parameters])
  return rows.map(({ name }) => name)
}

/** Tables of the product, as `schema.table`. */
const tables = `
  (SELECT c.oid, s.nspname || '.' || c.relname AS name
     FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND s.nspname = ANY ($1)) t`

describe('schema.sql', () => {
  it('of every package is what the migrations make; `npm run schema` writes it', async () => {
    for (const schema of await schemaNames(client)) {
      const file = join(packageOf(schema), 'schema.sql')
      const committed = await readFile(join(repository, file), 'utf8').catch(() => '')
      expect(await dumpSchema(client, schema), file).toBe(committed)
    }
  })
})

describe('the schema can be spread over several nodes', () => {
  it('primary keys and unique indexes lead with jurisdiction', async () => {
    const astray = await names(
      `SELECT i.indexrelid::regclass::text AS name
         FROM ${tables} JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
        WHERE NOT t.name = ANY ($2) AND a.attname IS DISTINCT FROM 'jurisdiction' ORDER BY 1`,
      [await schemaNames(client), logTables],
    )
    expect(astray).toEqual([])
  })

  it('every table has a primary key', async () => {
    const without = await names(
      `SELECT t.name FROM ${tables}
        WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)`,
      [await schemaNames(client)],
    )
    expect(without).toEqual([])
  })

  it('no triggers, no foreign keys, no sequence smaller than bigint', async () => {
    const schemas = [await schemaNames(client)]
    expect(
      await names(
        `SELECT t.name || ' ' || tgname AS name FROM ${tables} JOIN pg_trigger ON tgrelid = t.oid AND NOT tgisinternal`,
        schemas,
      ),
    ).toEqual([])
    expect(
      await names(
        `SELECT t.name || ' ' || conname AS name FROM ${tables} JOIN pg_constraint ON conrelid = t.oid AND contype = 'f'`,
        schemas,
      ),
    ).toEqual([])
    expect(
      await names(
        `SELECT t.name || '.' || attname AS name
           FROM ${tables} JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
           LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
          WHERE (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')
            AND a.atttypid <> 'bigint'::regtype`,
        schemas,
      ),
    ).toEqual([])
  })

  it('times are parameters: no clock in a default, a constraint or a function', async () => {
    const clock = String.raw`\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|current_timestamp|current_date|current_time|localtimestamp|localtime|timeofday)\M`
    expect(
      await names(
        `SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace
          WHERE s.nspname = ANY ($1) AND p.prosrc ~* $2
         UNION ALL
         SELECT t.name FROM ${tables} JOIN pg_attrdef d ON d.adrelid = t.oid WHERE pg_get_expr(d.adbin, d.adrelid) ~* $2
         UNION ALL
         SELECT conname FROM ${tables} JOIN pg_constraint k ON k.conrelid = t.oid WHERE pg_get_constraintdef(k.oid) ~* $2`,
        [await schemaNames(client), clock],
      ),
    ).toEqual([])
  })
})

describe('the application role', () => {
  it('owns nothing and may define nothing', async () => {
    const role = new URL(database.applicationUrl).username
    const rights = await names(
      `SELECT nspname::text AS name FROM pg_namespace
        WHERE nspname = ANY ($1) AND has_schema_privilege($2, oid, 'CREATE')
       UNION ALL
       SELECT t.name FROM ${tables} JOIN pg_class c ON c.oid = t.oid WHERE pg_get_userbyid(c.relowner) = $2
       UNION ALL
       SELECT 'database' WHERE has_database_privilege($2, current_database(), 'CREATE, TEMPORARY')`,
      [await schemaNames(client), role],
    )
    expect(rights).toEqual([])
  })

  it('may insert and select entries and nothing else', async () => {
    const application = await connect(database.applicationUrl, 'DATABASE_URL')
    try {
      for (const sql of [
        `UPDATE ledger.entry SET type = ''`,
        `UPDATE ledger.entry SET facts = '{}' WHERE false`,
        'DELETE FROM ledger.entry',
        'DELETE FROM ledger.entry WHERE false',
        'TRUNCATE ledger.entry',
        'ALTER TABLE ledger.entry ADD COLUMN x int',
        'DROP TABLE ledger.entry',
      ]) {
        await expect(application.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      }
      await application.query('SELECT 1 FROM ledger.entry')
    } finally {
      await application.end()
    }
  })
})
