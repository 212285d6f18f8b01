import { beside, type Client, stationsOf } from './api.ts'

interface Unit {
  readonly id: string
  readonly callSign: string
}

/** What happened in the last hour: type, station it is near, minutes ago, milestones each unit has reached. */
const hour: readonly (readonly [type: string, station: number, minutesAgo: number, reached: number])[] = [
  ['traffic_injury', 3, 4, 3],
  ['robbery', 24, 11, 4],
  ['gas_leak', 45, 1, 0],
  ['medical', 8, 14, 4],
  ['fight', 30, 7, 3],
  ['traffic_collision', 12, 3, 2],
  ['domestic_violence', 61, 22, 4],
  ['missing_person', 74, 38, 4],
  ['burglary', 92, 31, 5],
  ['theft', 5, 19, 0],
  ['dispute', 17, 11, 3],
  ['road_obstruction', 28, 26, 4],
  ['welfare_check', 104, 8, 1],
  ['noise', 9, 12, 0],
  ['locked_out', 33, 41, 4],
  ['shop_theft', 21, 53, 5],
]

/** Seconds from the order to each milestone of the first unit; each further unit takes a fifth longer. */
const steps = { signed: 12, acknowledged: 34, en_route: 70, on_scene: 265, cleared: 1320 } as const

/** A city an hour into its shift, told to the server as its own clients would have told it. */
export async function putCityAtWork(dispatcher: Client, now = Date.now()): Promise<void> {
  const stations = await stationsOf(dispatcher)
  const minutesBefore = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  for (const [type, station, minutesAgo, reached] of hour) {
    const location = beside(stations[station]!)
    const { id } = await dispatcher.post('/api/incidents', {
      type,
      location,
      at: minutesBefore(minutesAgo),
    })
    if (reached === 0) continue
    const { units } = await dispatcher.get<{ units: readonly (Unit & { unit: string })[] }>(
      `/api/incidents/${id}/recommendation`,
    )
    for (const [i, { unit }] of units.entries()) {
      const sentMinutes = minutesAgo - 0.6
      const order = await dispatcher.post(`/api/incidents/${id}/assignments`, {
        unit,
        at: minutesBefore(sentMinutes),
      })
      const done = Object.entries(steps)
        .slice(0, Math.max(1, reached - i))
        .map(([type, seconds]) => ({ type, minutes: sentMinutes - (seconds * (1 + i / 5)) / 60 }))
        .filter(({ minutes }) => minutes > 0)
      for (const { type, minutes } of done)
        await dispatcher.post(`/api/assignments/${order.id}/milestones`, { type, at: minutesBefore(minutes) })
      if (done.length >= 3)
        await dispatcher.post('/api/positions', {
          positions: [{ unit, location: closer(stations[station]!.location, location, done.length) }],
        })
    }
  }
}

function closer(from: Point, to: Point, steps: number): Point {
  const share = Math.min(0.96, (steps - 2) / 2)
  return { lon: from.lon + (to.lon - from.lon) * share, lat: from.lat + (to.lat - from.lat) * share }
}

interface Point {
  readonly lon: number
  readonly lat: number
}
