import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { withConnection } from '../../apps/server/database/connect.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseServer: DatabaseServer
  }
}

/** Where test databases are made; provided by `tests/database.ts`. */
export interface DatabaseServer {
  /** Makes and drops databases, on the maintenance database. */
  readonly adminUrl: string
  readonly owner: { readonly role: string; readonly password: string }
  readonly application: { readonly role: string; readonly password: string }
  /** Migrated and never connected to. */
  readonly template: string
}

export interface FreshDatabase {
  readonly applicationUrl: string
  readonly ownerUrl: string
  drop(): Promise<void>
}

/** A migrated database of the test's own, copied from the template. Without `migrated` it is empty. */
export async function freshDatabase(
  options: { readonly migrated: boolean } = { migrated: true },
): Promise<FreshDatabase> {
  const server = inject('databaseServer')
  const name = `fresh_${randomBytes(6).toString('hex')}`
  const admin = (sql: string) => withConnection(server.adminUrl, 'DATABASE_URL', client => client.query(sql))
  const template = options.migrated ? server.template : 'template0'
  await admin(`CREATE DATABASE ${name} OWNER ${server.owner.role} TEMPLATE ${template}`)
  await admin(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
  await admin(`GRANT CONNECT ON DATABASE ${name} TO ${server.application.role}`)
  return {
    applicationUrl: urlOf(server.adminUrl, name, server.application),
    ownerUrl: urlOf(server.adminUrl, name, server.owner),
    drop: async () => {
      await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

export function urlOf(
  adminUrl: string,
  database: string,
  { role, password }: { readonly role: string; readonly password: string },
): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  url.username = role
  url.password = password
  return url.href
}
