import type pg from 'pg'
import type { Identity } from './identity.ts'
import { applicationRole, databaseName, ownerRole } from './names.ts'

/** Two roles and one database, each made when it is missing, so a crash between them is made good. */
export async function ensureRoles(line: pg.Client, identity: Identity): Promise<void> {
  const { rows } = await line.query<{ roles: string[]; made: boolean }>(
    `SELECT ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1)) AS roles,
            EXISTS (SELECT 1 FROM pg_database WHERE datname = $2) AS made`,
    [[ownerRole, applicationRole], databaseName],
  )
  const { roles, made } = rows[0]!
  const login = (role: string, password: string) =>
    roles.includes(role)
      ? undefined
      : line.query(`CREATE ROLE ${role} LOGIN PASSWORD ${line.escapeLiteral(password)}`)
  await login(ownerRole, identity.passwords.owner)
  await login(applicationRole, identity.passwords.application)
  if (made) return
  await line.query(`CREATE DATABASE ${databaseName} OWNER ${ownerRole}`)
  await line.query(`REVOKE ALL ON DATABASE ${databaseName} FROM PUBLIC`)
  await line.query(`GRANT CONNECT ON DATABASE ${databaseName} TO ${applicationRole}`)
}
