import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { closeDemonstration, demonstrationAccounts, firstAdministrator, openSessions } from '@kuaiji/access'
import { type Kind, type Route, uuidv7 } from '@kuaiji/kernel'
import type { View } from '@kuaiji/ledger'
import { access, erasure, purge } from '@kuaiji/vault'
import type { FastifyInstance } from 'fastify'
import type { Bureau } from './bureau.ts'
import { StartupError } from './database/index.ts'
import { entryRoutes } from './entries.ts'
import { healthOf } from './health.ts'
import { buildApp } from './http/app.ts'
import { drainOnStop } from './http/drain.ts'
import type { Identity } from './http/identity.ts'
import { Stream } from './http/stream.ts'
import { startJobs } from './jobs.ts'
import { logKind } from './log-record.ts'
import { recordRoutes } from './records.ts'
import { startWorkers } from './workers.ts'

/** What the tracks bring: their kinds, routes and views, and what they ask of the server. */
export interface Tracks {
  readonly kinds: readonly Kind[]
  readonly routes: readonly Route[]
  readonly views: readonly View[]
  readonly services: unknown
  readonly timeZone: string
}

export interface Server {
  readonly url: string
  readonly app: FastifyInstance
  /** One-time link that makes the first administrator, at the first start without demonstration. */
  readonly firstAdministrator: string | undefined
  stop(): Promise<void>
}

const wallNow = () => new Date()
const reportFault = (app: FastifyInstance) => (error: unknown) => {
  const { name, code } = error as { name?: string; code?: string }
  app.log.error({ fault: { name, code } }, 'background fault')
}

/** Serves one bureau: API, live stream, log, console, and the work behind them. Throws StartupError when it cannot. */
export async function startServer(bureau: Bureau, tracks: Tracks): Promise<Server> {
  const { pool, jurisdiction, settings, log } = bureau
  let onError: (error: unknown) => void = () => {}
  const sessions = openSessions({ pool, jurisdiction, identify: uuidv7 })
  const identify = (token: string) => sessions.find(token, wallNow())
  const stream = await Stream.open({
    pool,
    log: log.name,
    identify,
    maySee,
    onError: error => onError(error),
  })
  const kinds = [...tracks.kinds, access as Kind, erasure as Kind, logKind as Kind]
  const workers = await startWorkers({
    ...bureau,
    log: log.name,
    kinds,
    views: tracks.views,
    checkpointMs: settings.checkpointMs,
    onIntegrated: () => stream.poke(),
    onError: error => onError(error),
  })
  bureau.onAppend = workers.poke
  const app = await buildApp({
    bureau,
    sessions,
    identify,
    routes: [...tracks.routes, ...entryRoutes(pool), ...recordRoutes(bureau)],
    services: tracks.services,
    timeZone: tracks.timeZone,
    stream,
    now: wallNow,
    health: () => healthOf(bureau),
  })
  onError = reportFault(app)
  const drain = drainOnStop(app)
  const jobs = await startJobs({
    pool,
    directUrl: bureau.database.directUrl,
    ownerUrl: bureau.database.ownerUrl,
    jurisdiction,
    clock: bureau.clock,
    kinds,
    purge: async now => {
      await purge(bureau.vault, pool, bureau.system, kinds, now)
      await sessions.prune(wallNow())
    },
    onError,
  })
  const link = await openAccounts(bureau)
  const stopAll = async () => {
    await stream.stop()
    await Promise.all([jobs.stop(), drain().then(workers.stop)])
  }
  try {
    const url = await listen(app, settings.host, settings.port)
    const serverFile = join(settings.database.dataFolder, 'server.json')
    await mkdir(settings.database.dataFolder, { recursive: true })
    await writeFile(serverFile, JSON.stringify({ url, pid: process.pid }))
    return {
      url,
      app,
      firstAdministrator: link && `${url}/first-administrator#${link}`,
      async stop() {
        await rm(serverFile, { force: true })
        await stopAll()
      },
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** Who is told that something happened to a record. Access entries are the auditors' alone. */
function maySee({ authority }: Identity, entry: { kind: string; jurisdiction: string }): boolean {
  if (entry.jurisdiction !== authority.jurisdiction) return false
  if (entry.kind === access.name || entry.kind === erasure.name) return authority.actor.role === 'auditor'
  return authority.actor.role !== 'department'
}

async function openAccounts({ pool, jurisdiction, settings, city }: Bureau): Promise<string | undefined> {
  if (!settings.demonstration) {
    await closeDemonstration(pool, jurisdiction, wallNow())
    return firstAdministrator(pool, jurisdiction, 'bureau', wallNow())
  }
  const units = {
    bureau: 'bureau',
    station: city.stations[0]?.id ?? 'station',
    department: city.departments[0]?.id ?? 'department',
  }
  await demonstrationAccounts(pool, jurisdiction, units, { identify: uuidv7, now: wallNow() })
  return undefined
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE')
      throw new StartupError(
        'port_taken',
        `Port ${port} is taken by another program; set PORT to a free one.`,
      )
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      throw new StartupError('host_unknown', `HOST ${host} is no address of this machine.`)
    if (code === 'EACCES')
      throw new StartupError(
        'port_closed',
        `Port ${port} needs rights this user does not have; set PORT to another.`,
      )
    throw error
  }
  const address = app.server.address() as AddressInfo
  return `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${address.port}`
}
