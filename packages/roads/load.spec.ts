import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGraph } from './graph.ts'
import { writeGraph } from './graph-file.ts'
import { loadRoads } from './load.ts'
import { networkOf } from './testing/networks.ts'
import { pbfFile } from './testing/pbf-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-load-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a graph file, a folder of tables and OpenStreetMap data are told apart', async () => {
  const graph = buildGraph(
    networkOf(2, [
      [0, 1, 3, 2],
      [1, 0, 4, 3],
    ]),
  )
  await writeFile(join(folder, 'city.graph'), writeGraph(graph))
  expect((await loadRoads(join(folder, 'city.graph'))).graph).toEqual(graph)

  await mkdir(join(folder, 'city'))
  await writeFile(join(folder, 'city/nodes.csv.gz'), gzipSync('id,lon,lat\n1,120,30\n2,120,30.1\n'))
  const arcs = 'from,to,sec_regular,sec_lights_sirens\n1,2,3,2\n2,1,3,2\n'
  await writeFile(join(folder, 'city/arcs.csv.gz'), gzipSync(arcs))
  expect((await loadRoads(join(folder, 'city'))).graph.arcCount).toBe(2)

  const nodes = [
    [1, 120, 30],
    [2, 120, 30.1],
  ] as const
  const ways = [{ refs: [1, 2], tags: { highway: 'primary' } }]
  await writeFile(join(folder, 'city.osm.pbf'), pbfFile({ nodes, ways }))
  expect((await loadRoads(join(folder, 'city.osm.pbf'))).graph.arcCount).toBe(2)
})

test('anything else is one sentence with its name', async () => {
  await mkdir(join(folder, 'empty'))
  await writeFile(join(folder, 'notes.txt'), 'roads')
  await writeFile(join(folder, 'cut.graph'), 'KUAIJIRD')
  await expect(loadRoads(join(folder, 'none'))).rejects.toThrow(/none: there is no such file/)
  await expect(loadRoads(join(folder, 'empty'))).rejects.toThrow(/nodes\.csv\.gz: there is no such file/)
  await expect(loadRoads(join(folder, 'notes.txt'))).rejects.toThrow(/notes\.txt: is no graph file, folder/)
  await expect(loadRoads(join(folder, 'cut.graph'))).rejects.toThrow(/cut\.graph: is cut short at byte 8/)
})
