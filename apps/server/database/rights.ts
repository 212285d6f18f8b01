import type pg from 'pg'

/** What the application role could do to the ledger although it must not; empty when all is right. */
export async function excessRights(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ excess: string[] }>(excessQuery)
  return rows[0]?.excess ?? []
}

/** Rights count however they come: by ownership, membership, a grant to PUBLIC or as superuser. */
const excessQuery = `
  SELECT array_remove(ARRAY[
    CASE WHEN role.rolsuper THEN 'is a superuser' END,
    CASE WHEN role.rolcreaterole THEN 'may create roles' END,
    CASE WHEN pg_has_role(entry.relowner, 'MEMBER') THEN 'owns ledger.entry' END,
    CASE WHEN has_any_column_privilege(entry.oid, 'UPDATE') THEN 'may UPDATE ledger.entry' END,
    CASE WHEN has_table_privilege(entry.oid, 'DELETE') THEN 'may DELETE from ledger.entry' END,
    CASE WHEN has_table_privilege(entry.oid, 'TRUNCATE') THEN 'may TRUNCATE ledger.entry' END,
    CASE WHEN has_table_privilege(entry.oid, 'TRIGGER') THEN 'may add triggers to ledger.entry' END,
    CASE WHEN has_schema_privilege(entry.relnamespace, 'CREATE') THEN 'may create tables in schema ledger' END
  ], NULL) AS excess
  FROM pg_class entry, pg_roles role
  WHERE entry.oid = to_regclass('ledger.entry') AND role.rolname = current_user`
