import { join } from 'node:path'
import { type Clock, systemClock } from '@kuaiji/kernel'
import { buildGraph, loadRoads, Roads } from '@kuaiji/roads'
import { type City, cityOfRoads, loadCity } from './city/index.ts'
import { StartupError } from './database/index.ts'
import type { Settings } from './settings.ts'
import { demonstrationClock } from './simulator/clock.ts'

/** A demonstration begins this long ago, so that its first minutes show a working city. */
const behindMs = 6 * 3_600_000

/** The demonstration city, or a real one from the road graph that `KUAIJI_ROADS` names. */
export async function chooseCity(settings: Settings): Promise<City> {
  if (settings.demonstration) return loadCity(join(settings.database.dataFolder, 'city'))
  const name = { zh: settings.cityName, en: settings.cityName }
  if (settings.roads === undefined) return cityOfRoads(new Roads(noRoads), name)
  const roads = await loadRoads(settings.roads).catch(error => {
    throw new StartupError('roads', `KUAIJI_ROADS: ${error.message}.`, error)
  })
  return cityOfRoads(roads, name)
}

/**
 * A bureau before its road network is imported: one node on the Antarctic ice, so that every place it is told lies
 * outside. Calls and incidents are taken, incidents with their place unknown.
 */
const none: number[] = []
const noRoads = buildGraph({
  nodes: { ids: [1], lons: [0], lats: [-80] },
  arcs: { from: none, to: none, metres: none, ms: { regular: none, siren: none }, roadClass: none },
  attribution: '',
})

/** The real clock, or in a demonstration one that runs from the past; never behind what the ledger has recorded. */
export function chooseClock(settings: Settings, lastRecordedAt: Date | undefined): Clock {
  if (settings.speed === 0) return systemClock
  const now = new Date()
  const earliest = now.getTime() - behindMs
  const startedAt = new Date(
    Math.min(now.getTime(), Math.max(earliest, lastRecordedAt?.getTime() ?? earliest)),
  )
  return demonstrationClock({
    startedAt,
    realStartedAt: now,
    speed: settings.speed,
    realNow: () => new Date(),
  })
}
