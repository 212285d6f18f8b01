import { dirname, join } from 'node:path'
import type { Capability } from '@kuaiji/catalog'
import { type Point, RoadInputError, type Roads, readTable, type TableRow } from '@kuaiji/roads'
import type { CityUnit, Station } from '../city/city.ts'
import { type Fleet, nearRoadsMetres } from '../city/city-of-roads.ts'
import { stableUuid } from '../city/random.ts'

const rowsMax = 10_000
const unitsMax = 1000
/** What the crew of any ordinary car does; a deployment file names no special vehicles. */
const ordinary: readonly Capability[] = ['patrol', 'community', 'mediation', 'traffic', 'first_aid']

/** A station as the file has it; `line` is where it, or the first of its units, stands. */
interface Post {
  readonly name: number
  readonly location: Point
  readonly units: number
}

/**
 * Stations and units from a table in one of two forms: `lon,lat[,units]`, a station a row; or, as JEMSS has it,
 * `index,stationIndex`, a unit a row, with the stations in `stations.csv` (`index,x,y`) beside it. What is wrong, a
 * station farther than 200 m from every road included, is a RoadInputError that names line and column.
 */
export async function readDeployment(file: string, roads: Roads, district: string): Promise<Fleet> {
  const posts = await readPosts(file, roads)
  const units = posts.reduce((sum, post) => sum + post.units, 0)
  if (units === 0) throw new RoadInputError(file, undefined, 'names no unit')
  if (units > unitsMax) throw new RoadInputError(file, undefined, `names more than ${unitsMax} units`)
  return fleetOf(posts, roads, district)
}

async function readPosts(file: string, roads: Roads): Promise<Post[]> {
  const posts: Post[] = []
  const unitsAt = new Map<number, { units: number; line: number }>()
  await readTable(file, [], rowsMax, row => {
    if (row.has('stationIndex')) {
      const at = unitsAt.get(row.id('stationIndex')) ?? { units: 0, line: row.line }
      unitsAt.set(row.id('stationIndex'), { ...at, units: at.units + 1 })
    } else if (row.has('lon') && row.has('lat')) {
      const units = row.has('units') ? row.id('units') : 1
      posts.push({ name: posts.length + 1, location: locationOf(row, 'lon', 'lat', roads), units })
    } else throw new RoadInputError(file, 'line 1', 'has neither the columns lon and lat nor stationIndex')
  })
  if (unitsAt.size === 0) return posts
  return manned(file, await readStations(join(dirname(file), 'stations.csv'), roads), unitsAt)
}

async function readStations(file: string, roads: Roads): Promise<Map<number, Point>> {
  const stations = new Map<number, Point>()
  await readTable(file, ['index', 'x', 'y'], rowsMax, row => {
    const index = row.id('index')
    if (stations.has(index)) throw row.fault('index', `station ${index} stands twice`)
    stations.set(index, locationOf(row, 'x', 'y', roads))
  })
  return stations
}

function manned(
  file: string,
  stations: ReadonlyMap<number, Point>,
  unitsAt: ReadonlyMap<number, { readonly units: number; readonly line: number }>,
): Post[] {
  return [...unitsAt].map(([index, { units, line }]) => {
    const location = stations.get(index)
    if (location !== undefined) return { name: index, location, units }
    throw new RoadInputError(
      file,
      `line ${line}, column stationIndex`,
      `stations.csv has no station ${index}`,
    )
  })
}

function locationOf(row: TableRow, lonColumn: string, latColumn: string, roads: Roads): Point {
  const location = { lon: row.number(lonColumn, -180, 180), lat: row.number(latColumn, -90, 90) }
  const { metres } = roads.snap(location)
  if (metres <= nearRoadsMetres) return location
  const far = `the station is ${Math.round(metres)} m from the nearest road, outside the city`
  throw row.fault(lonColumn, far)
}

function fleetOf(posts: readonly Post[], roads: Roads, district: string): Fleet {
  const stations = posts.map(
    ({ name, location }): Station => ({
      id: `st-${name}`,
      name: { zh: `第${name}派出所`, en: `Station ${name}` },
      district,
      street: '',
      location,
      node: roads.snap(location).node,
    }),
  )
  const units = posts.flatMap((post, s) =>
    Array.from({ length: post.units }, (_, i): CityUnit => {
      const { id: station, location } = stations[s]!
      const callSign = `P-${post.name}-${i + 1}`
      return {
        id: stableUuid(1, `${district}/${callSign}`),
        callSign,
        station,
        capabilities: ordinary,
        location,
      }
    }),
  )
  return { stations, units }
}
