import { yearAt } from '@kuaiji/figures'
import { mainLog } from '@kuaiji/ledger'
import { type FigureReport, reckonAgain } from '@kuaiji/response'
import type pg from 'pg'
import { type Source, withConnection } from '../database/connect.ts'
import { findIdentity, identityFile } from '../database/identity.ts'
import { type DatabaseSettings, findRunning, openDatabase } from '../database/index.ts'
import { progress } from './progress.ts'

export interface Asked {
  readonly year: number | undefined
  readonly jurisdiction: string | undefined
  readonly timeZone: string
}

/**
 * The report of a year reckoned from the entries of this installation's database: the one DATABASE_URL names, or the
 * data folder's own, beside its server or started for this and stopped again. Reads one snapshot in a transaction that
 * may not write. Throws an Error with one sentence where there is nothing to reckon from.
 */
export async function reckonFromEntries(
  settings: DatabaseSettings,
  asked: Asked,
): Promise<{ source: string; report: FigureReport }> {
  const { databaseUrl, dataFolder } = settings
  if (databaseUrl !== undefined)
    return {
      source: 'the entries of DATABASE_URL',
      report: await reckonAt(databaseUrl, 'DATABASE_URL', asked),
    }
  const source = `the entries in ${dataFolder}`
  const running = await findRunning(dataFolder)
  if (running !== undefined)
    return { source, report: await reckonAt(running.applicationUrl, embedded, asked) }
  if ((await findIdentity(dataFolder)) === undefined)
    throw new Error(
      `no server runs and there is no database in ${dataFolder} (${identityFile(dataFolder)} is missing)`,
    )
  const database = await openDatabase({ ...settings, progress: sentence => console.error(sentence) })
  try {
    return { source, report: await reckonAt(database.applicationUrl, embedded, asked) }
  } finally {
    await database.stop()
  }
}

const embedded = 'the embedded database'

function reckonAt(
  address: string,
  place: Source,
  { year, jurisdiction, timeZone }: Asked,
): Promise<FigureReport> {
  return withConnection(address, place, async client => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const computedAt = new Date()
    const size = await sizeOf(client)
    const show = progress('reckoning from entries')
    return reckonAgain(client as unknown as pg.PoolClient, {
      jurisdiction: jurisdiction ?? (await onlyJurisdiction(client)),
      year: year ?? yearAt(timeZone, computedAt.getTime()),
      timeZone,
      computedAt,
      onProgress: read => show(read, size),
    })
  })
}

async function sizeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ size: number }>(
    'SELECT size::float8 AS size FROM ledger.head WHERE log = $1',
    [mainLog],
  )
  return rows[0]?.size ?? 0
}

async function onlyJurisdiction(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ first: string | null; last: string | null }>(
    'SELECT min(jurisdiction) AS first, max(jurisdiction) AS last FROM ledger.state',
  )
  const { first = null, last = null } = rows[0] ?? {}
  if (first === null) throw new Error('the ledger holds no entry yet')
  if (first !== last)
    throw new Error(
      `the ledger holds several jurisdictions, ${first} and ${last} among them: give --jurisdiction`,
    )
  return first
}
