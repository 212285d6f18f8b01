import process from 'node:process'
import { demonstrationPassword } from '@kuaiji/access'
import { openBureau } from './bureau.ts'
import { StartupError } from './database/index.ts'
import { chooseCity, chooseClock } from './demonstration.ts'
import { startServer } from './server.ts'
import { readSettings } from './settings.ts'
import { startSimulation } from './simulation.ts'
import { composeTracks, registerFleet } from './tracks.ts'

/** The server process: starts, says where it is ready, and stops in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const running = start()
  let stopping: Promise<void> | undefined
  // Who is told to stop while it starts stops once it has started: no database is left running behind it.
  const stop = () => {
    stopping ??= running.then(stopRunning => stopRunning())
    void stopping.then(() => process.exit(0), exit)
  }
  // The wrapper that npm start puts before the server under an older Node is gone.
  process.once('disconnect', stop)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  await running
}

/** Gives what stops it again. */
async function start(): Promise<() => Promise<void>> {
  const settings = readSettings(process.env)
  const say = (sentence: string) => process.stdout.write(`${sentence}\n`)
  const city = await chooseCity(settings)
  const bureau = await openBureau(
    { ...settings, database: { ...settings.database, progress: say } },
    { city, clock: last => chooseClock(settings, last), simulated: settings.demonstration },
  )
  let closing = false
  let recovered: Promise<unknown> = Promise.resolve()
  bureau.database.onLoss(reason => {
    process.stderr.write(`${reason}\n`)
    if (!closing) recovered = bureau.database.recover().catch(error => closing || exit(error))
  })
  const server = await registerFleet(bureau, settings.timeZone)
    .then(() => startServer(bureau, composeTracks(city, settings.timeZone)))
    .catch(async error => {
      await bureau.close()
      throw error
    })
  say(`ready ${server.url}`)
  if (settings.demonstration)
    say(
      `accounts calltaker, dispatcher, commander, station, department, auditor, admin; password ${demonstrationPassword}`,
    )
  if (server.firstAdministrator) say(`first administrator (once, within a day): ${server.firstAdministrator}`)
  const simulation = settings.speed > 0 ? startSimulation(bureau, server.url) : undefined
  return async () => {
    closing = true
    await recovered
    await simulation?.stop()
    await server.stop()
    await bureau.close()
  }
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
