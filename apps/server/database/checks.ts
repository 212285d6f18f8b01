import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Check, Observation } from '../cli/observation.ts'
import { inspectCluster } from './cluster.ts'
import { type Source, withConnection } from './connect.ts'
import { findRunning } from './embedded.ts'
import { findIdentity } from './identity.ts'
import { appliedMigrations, pendingMigrations, readMigrations } from './migrations.ts'
import { excessRights } from './rights.ts'
import { chooseRunner } from './runner.ts'
import type { DatabaseSettings } from './settings.ts'
import { reasonOf } from './startup-error.ts'

export const databaseChecks: readonly Check[] = [checkDataFolder, checkDatabase]

/** The embedded database's folder; nothing to say when an address is given. */
async function checkDataFolder({
  dataFolder,
  databaseUrl,
}: DatabaseSettings): Promise<readonly Observation[]> {
  if (databaseUrl) return []
  const check = 'data folder'
  try {
    const identity = await findIdentity(dataFolder)
    if (!identity) {
      return [
        { check, state: 'notable', sentence: `${dataFolder} holds no database yet; npm start makes it` },
      ]
    }
    await access(dataFolder, constants.W_OK)
    await inspectCluster(identity)
    const { cluster } = identity
    const runner = await chooseRunner(cluster)
    const asNobody = runner.uid === 65534
    const sentence = asNobody
      ? `${cluster} is run as nobody, whom other programs may share; add a system user postgres before real use`
      : `${cluster}, run as ${runner.name}`
    return [{ check, state: asNobody ? 'notable' : 'good', sentence, facts: { dataFolder, cluster } }]
  } catch (error) {
    return [{ check, state: 'bad', sentence: reasonOf(error), facts: { dataFolder } }]
  }
}

async function checkDatabase(settings: DatabaseSettings): Promise<readonly Observation[]> {
  const { dataFolder, databaseUrl } = settings
  const source: Source = databaseUrl ? 'DATABASE_URL' : 'the embedded database'
  try {
    const url = databaseUrl ?? (await findRunning(dataFolder))?.applicationUrl
    if (!url) return [{ check: 'database', state: 'notable', sentence: 'not running; npm start runs it' }]
    return [
      await lookAtServer(url, source),
      await lookAtClock(url, source),
      await lookAtSchema(url, source, settings),
      await lookAtRole(url, source, settings),
    ]
  } catch (error) {
    return [{ check: 'database', state: 'bad', sentence: reasonOf(error) }]
  }
}

const lookAtServer = (url: string, source: Source): Promise<Observation> =>
  withConnection(url, source, async client => {
    const { rows } = await client.query<{ version: string; number: number; role: string; durable: boolean }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
              current_user::text AS role,
              current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS durable`,
    )
    const { version, number, role, durable } = rows[0]!
    const faults = [
      ...(number < 150_000 ? ['it is too old, Kuaiji needs 15 or newer'] : []),
      ...(durable ? [] : ['it acknowledges before the disk has it: set fsync and synchronous_commit']),
    ]
    return {
      check: 'database',
      state: faults.length > 0 ? 'bad' : 'good',
      sentence: [`PostgreSQL ${version} at ${client.host}:${client.port} as ${role}`, ...faults].join('; '),
      facts: { version, role, durable, mode: source === 'DATABASE_URL' ? 'external' : 'embedded' },
    }
  })

const clockToleranceMs = 2_000

const lookAtClock = (url: string, source: Source): Promise<Observation> =>
  withConnection(url, source, async client => {
    const asked = Date.now()
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
    const answered = Date.now()
    const aheadMs = Math.max(rows[0]!.now.getTime() - answered, asked - rows[0]!.now.getTime(), 0)
    const good = aheadMs <= clockToleranceMs
    return {
      check: 'clock',
      state: good ? 'good' : 'bad',
      sentence: good
        ? 'server and database agree'
        : `server and database are ${aheadMs} ms apart; set both by NTP`,
      facts: { apartMs: aheadMs },
    }
  })

const lookAtSchema = (url: string, source: Source, settings: DatabaseSettings): Promise<Observation> =>
  withConnection(url, source, async client => {
    const check = 'schema'
    const applied = await appliedMigrations(client)
    try {
      const pending = pendingMigrations(await readMigrations(), applied).map(({ name }) => name)
      const migrates = !settings.databaseUrl || settings.ownerUrl || settings.singleRole
      const state = pending.length === 0 ? 'good' : migrates ? 'notable' : 'bad'
      const remedy = migrates ? 'the next start applies it' : 'set DATABASE_OWNER_URL'
      const sentence =
        pending.length === 0 ? `${applied.length} files applied` : `lacks ${pending.join(', ')}; ${remedy}`
      return { check, state, sentence, facts: { applied: applied.map(({ name }) => name), pending } }
    } catch (error) {
      return { check, state: 'bad', sentence: reasonOf(error) }
    }
  })

const lookAtRole = (url: string, source: Source, { singleRole }: DatabaseSettings): Promise<Observation> =>
  withConnection(url, source, async client => {
    const excess = await excessRights(client)
    const state = excess.length === 0 ? 'good' : singleRole ? 'notable' : 'bad'
    const sentence =
      excess.length === 0
        ? 'the application role may insert and select entries and nothing else'
        : `the application role ${excess.join(', ')}${singleRole ? ' (accepted by KUAIJI_SINGLE_ROLE)' : ''}`
    return { check: 'role', state, sentence, facts: { singleRole: excess.length > 0, excess } }
  })
