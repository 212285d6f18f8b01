import { newestCheckpoint, readHead } from '@kuaiji/ledger'
import type { Bureau } from './bureau.ts'
import type { Health } from './http/health.ts'

export async function healthOf({ pool, settings, log, database, publisher }: Bureau): Promise<Health> {
  return {
    ok: true,
    demonstration: settings.demonstration,
    simulated: log.simulated,
    database: database.mode,
    singleRole: database.singleRole,
    signingOff: publisher.signingOff?.sentence ?? null,
    entries: (await readHead(pool, log.name)).size,
    published: (await newestCheckpoint(pool, log.name))?.size ?? 0,
  }
}
