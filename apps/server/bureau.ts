import { type Authority, type Clock, uuidv7 } from '@kuaiji/kernel'
import { createLedger, createPublisher, type Ledger } from '@kuaiji/ledger'
import { checkKeyring, createSealer, hasSealedRows, KeyRefused, openKeyring, type Vault } from '@kuaiji/vault'
import pg, { type Pool } from 'pg'
import type { City } from './city/index.ts'
import { type Database, openDatabase, StartupError } from './database/index.ts'
import { type OpenedLog, openSigningLog } from './keys.ts'
import { openingOf } from './log-record.ts'
import type { Settings } from './settings.ts'

/** One jurisdiction on one database, ready to be commanded: what API, workers and replays all stand on. */
export interface Bureau extends OpenedLog {
  readonly jurisdiction: string
  readonly settings: Settings
  readonly database: Database
  readonly pool: Pool
  readonly clock: Clock
  readonly city: City
  readonly ledger: Ledger
  readonly vault: Vault
  readonly publisher: ReturnType<typeof createPublisher>
  /** Acts when a timer fires or a chore runs. */
  readonly system: Authority
  /** Wakes whoever follows the ledger in this process. */
  onAppend: () => void
  close(): Promise<void>
}

/** Connections: 2 lanes of appends, and reads beside them. More only queue for the same cores. */
const connectionsMax = 12

export async function openBureau(
  settings: Settings,
  compose: {
    readonly city: City
    /** Made once the ledger's last time is known: a clock never goes behind it. */
    readonly clock: (lastRecordedAt: Date | undefined) => Clock
    readonly simulated: boolean
  },
): Promise<Bureau> {
  const database = await openDatabase(settings.database)
  const pool = openPool(database.applicationUrl, settings.prepared)
  try {
    const vaultKeys = await openKeys(pool, settings.database.dataFolder)
    const clock = compose.clock(await lastRecordedAt(pool))
    const asked = { origin: settings.origin, simulated: compose.simulated }
    const opened = await openSigningLog(pool, settings.database.dataFolder, asked, clock.now())
    const { signer, log, keptFile } = opened
    const sealer = createSealer(vaultKeys)
    const ledger = createLedger({
      pool,
      clock,
      identify: uuidv7,
      sealer,
      onAppend: () => bureau.onAppend(),
    })
    const jurisdiction = compose.city.id
    const system: Authority = {
      jurisdiction,
      purpose: 'review',
      shift: 'system',
      actor: { id: 'system', role: 'system', unit: 'bureau', seat: 'system', channel: 'system' },
    }
    const bureau: Bureau = {
      ...opened,
      jurisdiction,
      settings,
      database,
      pool,
      clock,
      city: compose.city,
      ledger,
      vault: { keyring: vaultKeys, sealer, ledger, identify: uuidv7 },
      publisher: createPublisher(pool, log.name, signer, keptFile),
      system,
      onAppend: () => {},
      async close() {
        await pool.end()
        await database.stop()
      },
    }
    await openingOf(bureau, compose.simulated)
    return bureau
  } catch (error) {
    await pool.end()
    await database.stop()
    throw error
  }
}

/** Behind a pooler that gives each transaction another connection, statements must not be kept by name. */
class Unprepared extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: the driver's query has a dozen overloads; only the name is taken off
  override query(...given: any[]): any {
    const [config, ...rest] = given
    if (config?.name === undefined || typeof config.submit === 'function')
      return super.query(...(given as [string]))
    return super.query({ ...config, name: undefined }, ...(rest as []))
  }
}

function openPool(url: string, prepared: boolean): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: 5000,
    ...(prepared ? {} : { Client: Unprepared }),
  })
  // A lost connection fails the query that runs on it, or the next one; an idle one is simply replaced.
  pool.on('connect', client => client.on('error', () => {}))
  pool.on('error', () => {})
  return pool
}

async function openKeys(pool: Pool, dataFolder: string) {
  try {
    const keyring = openKeyring(dataFolder, await hasSealedRows(pool))
    await checkKeyring(pool, keyring)
    return keyring
  } catch (error) {
    throw error instanceof KeyRefused ? new StartupError('key', error.message, error) : error
  }
}

async function lastRecordedAt(pool: Pool): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>('SELECT max(changed_at) AS at FROM ledger.state')
  return rows[0]?.at ?? undefined
}
