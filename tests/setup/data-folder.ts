import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findIdentity } from '../../apps/server/database/identity.ts'
import { stopPostmaster } from '../../apps/server/database/launch.ts'

/** A data folder of a test's own, below a folder everyone may enter. */
export async function makeDataFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'kuaiji-fault-'))
  await chmod(parent, 0o755)
  return join(parent, 'var')
}

/** Stops whatever PostgreSQL still runs there and removes all of it. */
export async function removeDataFolder(dataFolder: string): Promise<void> {
  const identity = await findIdentity(dataFolder).catch(() => undefined)
  if (identity) {
    await stopPostmaster(identity.cluster)
    if (!identity.cluster.startsWith(dataFolder))
      await rm(dirname(identity.cluster), { recursive: true, force: true })
  }
  await rm(dirname(dataFolder), { recursive: true, force: true })
}

/** A schema of one table that the application role may write: what a crash could lose. */
export async function writtenSchema(beside: string): Promise<string> {
  const folder = join(dirname(beside), 'written')
  await mkdir(join(folder, 'sql'), { recursive: true })
  await writeFile(
    join(folder, 'sql/0001_written.sql'),
    `CREATE TABLE public.written (id text PRIMARY KEY);
     DO $$ BEGIN
       EXECUTE format('GRANT INSERT, SELECT ON public.written TO %I', current_setting('kuaiji.application_role'));
     END $$;`,
  )
  return folder
}

/** Path and hash of every file below, to show that nothing was changed. */
export async function fingerprint(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const lines = files
    .filter(file => file.isFile())
    .map(async file => {
      const path = join(file.parentPath, file.name)
      return `${path} ${createHash('sha256')
        .update(await readFile(path))
        .digest('hex')}`
    })
  return (await Promise.all(lines)).sort()
}
