import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { type FreshDatabase, freshDatabase } from '../setup/fresh-database.ts'
import { ask, Seat, type ServerProcess, settled, startServer } from '../setup/server.ts'

/** A real server on a database of its own, through which the demonstration's people have done a piece of work. */
export interface WorkedCity {
  readonly server: ServerProcess
  readonly database: FreshDatabase
  readonly seats: Readonly<Record<'calltaker' | 'dispatcher' | 'commander' | 'station' | 'auditor', Seat>>
  /** Of the unit that was sent. */
  readonly unit: { readonly id: string; readonly location: { readonly lon: number; readonly lat: number } }
  readonly incident: string
  readonly place: { readonly lon: number; readonly lat: number }
  close(): Promise<void>
}

/** What the caller said, to be looked for where it must not be. */
export const said = { telephone: '13900007351', text: 'MARKER-7351', address: 'MARKER-7352' }

/** A server starts in 3 s on an idle machine; on a busy one it may take its time. */
export const workPatienceMs = 180_000

/** A call is taken, becomes an incident, a unit goes there, and the duty leader closes it. */
export async function workCity(): Promise<WorkedCity> {
  const database = await freshDatabase()
  const dataFolder = await makeDataFolder()
  const server = await startServer(dataFolder, {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  })
  const close = async () => {
    await server.stop()
    await database.drop()
    await removeDataFolder(dataFolder)
  }
  try {
    const roles = ['calltaker', 'dispatcher', 'commander', 'station', 'auditor'] as const
    const seats = Object.fromEntries(
      await Promise.all(roles.map(async role => [role, await Seat.of(server.url, role)])),
    ) as WorkedCity['seats']
    const { unit, incident, place } = await workThrough(server, seats)
    await settled(server.url)
    return { server, database, seats, unit, incident, place, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function workThrough(server: ServerProcess, seats: WorkedCity['seats']) {
  const { calltaker, dispatcher, commander } = seats
  const place = (await ask(`${server.url}/api/city`)).body.stations[0].location
  const call = await done(calltaker.post('/api/calls', { ...said, location: place }))
  await done(calltaker.post(`/api/calls/${call.id}/claim`))
  const opening = { type: 'theft', grade: 2, location: place, description: said.text, calls: [call.id] }
  const { id: incident } = await done(calltaker.post('/api/incidents', opening))
  const [unit] = (await dispatcher.get('/api/units')).body.items
  const order = await done(dispatcher.post(`/api/incidents/${incident}/assignments`, { unit: unit.id }))
  for (const type of ['signed', 'acknowledged', 'en_route', 'on_scene', 'cleared'])
    await done(dispatcher.post(`/api/assignments/${order.id}/milestones`, { type }))
  const feedback = { final: true, result: 'report_taken', text: said.text }
  await done(dispatcher.post(`/api/incidents/${incident}/feedback`, feedback))
  await done(commander.post(`/api/incidents/${incident}/review`, { decision: 'close' }))
  return { unit, incident, place }
}

async function done(reply: ReturnType<Seat['post']>) {
  const { status, body } = await reply
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Id of the account behind a seat: personal data, to be looked for where it must not be. */
export async function accountIdOf(seat: Seat): Promise<string> {
  return (await done(seat.get('/api/session'))).user.id
}
