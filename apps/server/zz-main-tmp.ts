import process from 'node:process'
import { demonstrationPassword } from '@kuaiji/access'
import { openBureau } from './bureau.ts'
import { StartupError } from './database/index.ts'
import { chooseCity, chooseClock } from './demonstration.ts'
import { readSettings } from './settings.ts'
import { startSimulation } from './simulation.ts'
import { composeTracks, registerFleet } from './tracks.ts'
import { startServer } from './zz-server-tmp.ts'

/** The server process: starts, says where it is ready, and stops in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const say = (sentence: string) => process.stdout.write(`${sentence}\n`)
  const city = await chooseCity(settings)
  const bureau = await openBureau(
    { ...settings, database: { ...settings.database, progress: say } },
    { city, clock: last => chooseClock(settings, last), simulated: settings.demonstration },
  )
  bureau.database.onLoss(reason => {
    process.stderr.write(`${reason}\n`)
    bureau.database.recover().catch(exit)
  })
  const server = await startServer(bureau, composeTracks(city, settings.timeZone)).catch(async error => {
    await bureau.close()
    throw error
  })
  await registerFleet(bureau, settings.timeZone)
  say(`ready ${server.url}`)
  if (settings.demonstration)
    say(
      `accounts calltaker, dispatcher, commander, station, department, auditor, admin; password ${demonstrationPassword}`,
    )
  if (server.firstAdministrator) say(`first administrator (once, within a day): ${server.firstAdministrator}`)
  const simulation = settings.speed > 0 ? startSimulation(bureau, server.url) : undefined

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    const t = performance.now()
    const lap = x => process.stderr.write(x + ' ' + (performance.now() - t).toFixed(0) + '\n')
    await simulation?.stop()
    lap('sim')
    await server.stop()
    lap('server')
    await bureau.close()
    lap('bureau')
    process.on('exit', () => lap('exit'))
  }
  // The wrapper that npm start puts before the server under an older Node is gone.
  process.once('disconnect', () => void stop().then(() => process.exit(0), exit))
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void stop().then(() => process.exit(0), exit))
}

/** One sentence for the operator; anything else is a fault and shows where. */
function exit(error: unknown): never {
  const text =
    error instanceof StartupError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

main().catch(exit)
