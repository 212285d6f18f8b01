import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadRoads, type Roads } from '@kuaiji/roads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDeployment } from './deployment.ts'
import { makeRoads } from './testing/made-up.ts'

let folder: string
let roads: Roads

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-deployment-'))
  roads = await loadRoads(await makeRoads(folder))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(deployment: string, stations?: string) {
  await writeFile(join(folder, 'units.csv'), deployment)
  if (stations === undefined) await rm(join(folder, 'stations.csv'), { force: true })
  else await writeFile(join(folder, 'stations.csv'), stations)
  return readDeployment(join(folder, 'units.csv'), roads, 'street')
}

const faultOf = (deployment: string, stations?: string) =>
  read(deployment, stations).then(
    () => 'none',
    error => (error as Error).message.replace(`${folder}/`, ''),
  )

describe('a deployment', () => {
  test('by station: as many units as the row says, one if it says nothing', async () => {
    const { stations, units } = await read('lon,lat,units\n-74.1,40.5,2\n-74.1,40.51,1\n')
    expect(stations.map(station => station.id)).toEqual(['st-1', 'st-2'])
    expect(units.map(unit => [unit.callSign, unit.station])).toEqual([
      ['P-1-1', 'st-1'],
      ['P-1-2', 'st-1'],
      ['P-2-1', 'st-2'],
    ])
    expect((await read('lat,lon\n40.5,-74.1\n')).units).toHaveLength(1)
  })

  test('by unit, with the stations beside it', async () => {
    const { stations, units } = await read(
      'index,stationIndex,class\n1,3,1\n2,1,1\n3,3,2\n',
      'index,x,y,capacity\n1,-74.1,40.5,5\n2,-74.1,40.505,5\n3,-74.1,40.51,5\n',
    )
    expect(stations.map(({ id, location }) => [id, location.lat])).toEqual([
      ['st-3', 40.51],
      ['st-1', 40.5],
    ])
    expect(units.map(unit => unit.callSign)).toEqual(['P-3-1', 'P-3-2', 'P-1-1'])
  })

  test('the same file gives the same units', async () => {
    const table = 'lon,lat,units\n-74.1,40.5,3\n'
    expect((await read(table)).units).toEqual((await read(table)).units)
    expect(new Set((await read(table)).units.map(unit => unit.id)).size).toBe(3)
  })

  test.each([
    [
      'lon,lat\n-74.1,40.6\n',
      /^units.csv, line 2, column lon: the station is \d+ m from the nearest road, outside/,
    ],
    ['lon,lat\n-74.1,north\n', /^units.csv, line 2, column lat: "north" is not a number$/],
    ['lon,lat,units\n-74.1,40.5,1.5\n', /^units.csv, line 2, column units: 1.5 is not a whole number$/],
    ['lon,lat,units\n-74.1,40.5,0\n', /^units.csv: names no unit$/],
    ['lon,lat,units\n-74.1,40.5,1001\n', /^units.csv: names more than 1000 units$/],
    ['lon,lat\n', /^units.csv: names no unit$/],
    ['name\nx\n', /^units.csv, line 1: has neither the columns lon and lat nor stationIndex$/],
    ['index,stationIndex\n1,1\n', /^stations.csv: there is no such file$/],
  ])('%j is refused with its place', async (table, sentence) => {
    expect(await faultOf(table)).toMatch(sentence)
  })

  test('a unit at a station that is not there, or is there twice', async () => {
    const stations = 'index,x,y\n1,-74.1,40.5\n'
    expect(await faultOf('index,stationIndex\n1,1\n2,9\n', stations)).toBe(
      'units.csv, line 3, column stationIndex: stations.csv has no station 9',
    )
    expect(await faultOf('index,stationIndex\n1,1\n', `${stations}1,-74.1,40.51\n`)).toBe(
      'stations.csv, line 3, column index: station 1 stands twice',
    )
  })
})
