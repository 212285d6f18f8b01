import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withConnection } from '../apps/server/database/connect.ts'
import { migrate, packageOf, readMigrations } from '../apps/server/database/migrations.ts'
import { dumpSchema, schemaNames } from '../apps/server/database/schema.ts'
import { repository } from '../apps/server/database/settings.ts'
import { startThrowawayCluster } from '../tests/setup/throwaway-cluster.ts'

/** `npm run schema`: migrates an empty database and writes each package's `schema.sql` from it. */
const cluster = await startThrowawayCluster()
try {
  await withConnection(cluster.url, 'DATABASE_URL', client => client.query('CREATE ROLE application'))
  await migrate(cluster.url, 'DATABASE_URL', 'application', await readMigrations())
  await withConnection(cluster.url, 'DATABASE_URL', async client => {
    for (const schema of await schemaNames(client)) {
      const file = join(packageOf(schema), 'schema.sql')
      await writeFile(join(repository, file), await dumpSchema(client, schema))
      console.log(file)
    }
  })
} finally {
  await cluster.stop()
}
