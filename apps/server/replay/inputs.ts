import { basename, resolve } from 'node:path'
import { loadRoads } from '@kuaiji/roads'
import { type City, cityOfRoads, spreadFleet } from '../city/index.ts'
import { readDeployment } from './deployment.ts'
import { TimeZone } from './local-time.ts'
import { type CallFile, readNypdCalls } from './nypd.ts'

export interface InputOptions {
  /** Table of calls. */
  readonly calls: string
  /** Graph file, folder of nodes and arcs, or OpenStreetMap file. */
  readonly roads: string
  readonly deployment?: string
  readonly units?: number
  /** So many rows at most. */
  readonly limit?: number
  /** Zone of the table's local times. */
  readonly timeZone: string
}

export interface Inputs {
  readonly file: CallFile
  readonly city: City
  /** Where the fleet comes from, in words. */
  readonly fleetFrom: string
}

const unitsDefault = 40
const seed = 1

/** Stations of four units each are spread so that each is chosen among eight nodes of its own. */
function unitsMost(nodes: number): number {
  return 4 * Math.ceil(nodes / 8)
}

/** Reads everything a replay needs before anything is written. Throws one sentence that names file and place. */
export async function readInputs(options: InputOptions, now: Date): Promise<Inputs> {
  const { limit } = options
  const zone = new TimeZone(options.timeZone)
  const file = await readNypdCalls(options.calls, { zone, now, ...(limit === undefined ? {} : { limit }) })
  const { city, fleetFrom } = await readCity(options)
  return { file, city, fleetFrom }
}

/** A city known by its roads; its jurisdiction is the replay's own, named after the network. */
async function readCity({ roads: path, deployment, units }: InputOptions) {
  const roads = await loadRoads(path)
  const network = basename(resolve(path)).replace(/(\.osm)?\.\w+$/, '')
  const name = { zh: `回放 ${network}`, en: `Replay ${network}` }
  if (deployment === undefined) {
    const most = unitsMost(roads.graph.nodeCount)
    if (units !== undefined && units > most)
      throw new Error(`${path} is too small a network for ${units} units; it has room for ${most}`)
    const fleet = spreadFleet(roads, name, units ?? Math.min(unitsDefault, most), seed)
    return { city: cityOfRoads(roads, name, fleet), fleetFrom: 'spread evenly over the network' }
  }
  const fleet = await readDeployment(deployment, roads, cityOfRoads(roads, name).id)
  return { city: cityOfRoads(roads, name, fleet), fleetFrom: deployment }
}
