import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { findLog, type Log, openLog } from '@kuaiji/ledger'
import { formatVerifier, type Signer, signerFrom, verifierOf } from '@kuaiji/ledger/tree'
import { KeyRefused, openKeyFile } from '@kuaiji/vault'
import type { Pool } from 'pg'
import { StartupError } from './database/index.ts'

export interface OpenedLog {
  readonly log: Log
  readonly signer: Signer
  /** Newest checkpoint outside the database: survives a restore, and tells one apart from the other. */
  readonly keptFile: string
}

/**
 * Opens the log with its signing key. The origin is `KUAIJI_ORIGIN` or a random name, fixed at the first start, and a
 * simulated log says so in it; a server outside demonstration mode refuses to open that one, and the other way round.
 */
export async function openSigningLog(
  pool: Pool,
  dataFolder: string,
  asked: { readonly origin: string | undefined; readonly simulated: boolean },
  now: Date,
): Promise<OpenedLog> {
  const found = await findLog(pool)
  const seed = openKey(dataFolder, found === undefined)
  const proposed = signerFrom(found?.origin ?? newOrigin(asked), seed)
  const key = formatVerifier(verifierOf(proposed))
  const log = await openLog(pool, { origin: proposed.name, key, simulated: asked.simulated }, now)
  if (log.simulated !== asked.simulated) throw wrongCity(log)
  const signer = signerFrom(log.origin, seed)
  if (log.key !== formatVerifier(verifierOf(signer)))
    throw new StartupError(
      'log_key',
      `keys/log.key does not sign for the log ${log.origin} of this database: put its own key back.`,
    )
  if (asked.origin !== undefined && asked.origin !== log.origin)
    throw new StartupError(
      'origin',
      `KUAIJI_ORIGIN is ${asked.origin}, but this log was opened as ${log.origin}; an origin never changes.`,
    )
  return { log, signer, keptFile: join(dataFolder, 'checkpoint') }
}

function openKey(dataFolder: string, mayCreate: boolean): Buffer {
  try {
    return openKeyFile(join(dataFolder, 'keys'), 'log.key', mayCreate)
  } catch (error) {
    throw error instanceof KeyRefused ? new StartupError('key', error.message, error) : error
  }
}

function newOrigin({ origin, simulated }: { origin: string | undefined; simulated: boolean }): string {
  return origin ?? `${simulated ? 'simulated.' : ''}kuaiji.log/${randomBytes(8).toString('hex')}`
}

function wrongCity(log: Log): StartupError {
  return log.simulated
    ? new StartupError(
        'simulated',
        `The ledger ${log.origin} is of a simulated city; it opens with KUAIJI_DEMO=1 only. Give the real city another KUAIJI_DATA or DATABASE_URL.`,
      )
    : new StartupError(
        'not_simulated',
        `The ledger ${log.origin} is of a real city; a demonstration would mix with it. Start with KUAIJI_DEMO=0, or give the demonstration another KUAIJI_DATA.`,
      )
}
