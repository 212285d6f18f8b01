import {
  figureRoutes,
  figureView,
  type ResponseServices,
  registerMax,
  registerUnits,
  responseKinds,
  responseRoutes,
} from '@kuaiji/response'
import type { Bureau } from './bureau.ts'
import { type City, findNeighbour, placeOf } from './city/index.ts'
import { createDesk, decideAgain, deskSettings } from './desk.ts'
import type { Tracks } from './server.ts'

/** Composes the tracks over one city. Each meets the others through entries and published views only. */
export function composeTracks(city: City, timeZone: string): Tracks {
  return {
    kinds: responseKinds,
    routes: [...responseRoutes, ...figureRoutes],
    views: [figureView],
    services: servicesOf(city, timeZone),
    timeZone,
  }
}

export function servicesOf(city: City, timeZone: string): ResponseServices {
  const stations = new Map(city.stations.map(station => [station.id, station]))
  const posts = new Map(city.units.map(unit => [unit.id, unit.location]))
  const [west, south, east, north] = city.bounds
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 }
  const { roads } = city
  return {
    city: {
      timeZone,
      placeOf: point => placeOf(city, point),
      neighbourOf: point => findNeighbour(city, point)?.id,
      findStation: id => stations.get(id),
      postOf: unit => posts.get(unit.id) ?? stations.get(unit.station)?.location ?? middle,
    },
    roads: {
      travelTimes: (sources, target, mode) =>
        roads.travelTimes(
          sources.map(point => roads.snap(point).node),
          roads.snap(target).node,
          mode,
        ),
      snapMetres: point => roads.snap(point).metres,
    },
  }
}

/** Registers the city's vehicles that the ledger does not know yet, on duty where they wait. */
export async function registerFleet(bureau: Bureau, timeZone: string): Promise<void> {
  const { city, system, clock } = bureau
  const services = servicesOf(city, timeZone)
  for (let i = 0; i < city.units.length; i += registerMax) {
    // Another server that starts at the same moment registers the same ones.
    await decideAgain(() => {
      const desk = createDesk(deskSettings(bureau), { authority: system, now: clock.now() })
      return registerUnits(desk, services.city, city.units.slice(i, i + registerMax))
    })
  }
}
