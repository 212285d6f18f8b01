import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { withConnection } from '../apps/server/database/connect.ts'
import { migrate, readMigrations } from '../apps/server/database/migrations.ts'
import { type DatabaseServer, urlOf } from './setup/fresh-database.ts'
import { startThrowawayCluster, type ThrowawayCluster } from './setup/throwaway-cluster.ts'

/**
 * One PostgreSQL for the whole `db` project: a throw-away embedded one, or the server that
 * KUAIJI_TEST_DATABASE_OWNER_URL names (its role needs CREATEDB and CREATEROLE). The template is migrated once.
 */
export default async function setup(project: TestProject) {
  const given = process.env.KUAIJI_TEST_DATABASE_OWNER_URL
  const cluster: ThrowawayCluster = given
    ? { url: given, stop: async () => undefined }
    : await startThrowawayCluster()
  try {
    const server = await makeServer(cluster.url)
    project.provide('databaseServer', server)
    return async () => {
      await clear(server)
      await cluster.stop()
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

async function makeServer(adminUrl: string): Promise<DatabaseServer> {
  const run = randomBytes(4).toString('hex')
  const role = (name: string) => ({ role: `${name}_${run}`, password: randomBytes(12).toString('hex') })
  const server = {
    adminUrl,
    owner: role('owner'),
    application: role('application'),
    template: `template_${run}`,
  }
  await withConnection(adminUrl, 'DATABASE_URL', async client => {
    for (const { role, password } of [server.owner, server.application]) {
      await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`)
    }
    await client.query(`GRANT ${server.owner.role} TO CURRENT_USER`)
    await client.query(`CREATE DATABASE ${server.template} OWNER ${server.owner.role} TEMPLATE template0`)
  })
  const templateUrl = urlOf(adminUrl, server.template, server.owner)
  await migrate(templateUrl, 'DATABASE_OWNER_URL', server.application.role, await readMigrations())
  return server
}

async function clear({ adminUrl, owner, application, template }: DatabaseServer): Promise<void> {
  await withConnection(adminUrl, 'DATABASE_URL', async client => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(datname) AS name FROM pg_database WHERE datdba = $1::regrole`,
      [owner.role],
    )
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
    await client.query(`DROP ROLE ${application.role}, ${owner.role}`)
  })
}
