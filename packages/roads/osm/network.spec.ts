import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roadClasses } from '../road-class.ts'
import { pbfFile, type TestMap } from '../testing/pbf-file.ts'
import { importOsm, sirenShare } from './network.ts'

/** A ring 1-2-3-1 (2 to 3 one-way), a dead-end one-way to 4, a path to 5, a private drive, a road off the edge. */
const map: TestMap = {
  nodes: [
    [1, 120, 30],
    [2, 120.01, 30],
    [3, 120.01, 30.01],
    [4, 120.02, 30],
    [5, 120.03, 30],
  ],
  ways: [
    { refs: [1, 2], tags: { highway: 'primary', maxspeed: '50' } },
    { refs: [2, 3], tags: { highway: 'residential', oneway: 'yes' } },
    { refs: [3, 1], tags: { highway: 'residential' } },
    { refs: [2, 4], tags: { highway: 'residential', oneway: 'yes' } },
    { refs: [4, 5], tags: { highway: 'footway' } },
    { refs: [1, 5], tags: { highway: 'service', access: 'private' } },
    { refs: [3, 99], tags: { highway: 'residential' } },
  ],
}

const xml = `<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
${map.nodes.map(([id, lon, lat]) => `<node id="${id}" lon="${lon}" lat="${lat}"><tag k="name" v="角 &amp; 口"/></node>`).join('\n')}
${map.ways
  .map(
    ({ refs, tags }) =>
      `<way id="1">${refs.map(ref => `<nd ref="${ref}"/>`).join('')}${Object.entries(tags)
        .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
        .join('')}</way>`,
  )
  .join('\n')}
<relation id="3"><member type="way" ref="1" role=""/><tag k="type" v="route"/></relation>
</osm>
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-osm-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function imported(name: string, content: string | Uint8Array) {
  const path = join(folder, name)
  await writeFile(path, content)
  return importOsm(path)
}

describe('import of OpenStreetMap data', () => {
  test('keeps open roads that can be driven to and from, and counts the rest', async () => {
    const { graph, counts } = await imported('map.osm.pbf', pbfFile(map))
    expect(Array.from(graph.ids)).toEqual([1, 2, 3])
    const drives = [0, 1, 2].flatMap(node =>
      Array.from(
        graph.out.node.subarray(graph.out.first[node], graph.out.first[node + 1]),
        to => `${node}${to}`,
      ),
    )
    expect(drives.sort()).toEqual(['01', '02', '10', '12', '20'])
    expect(counts).toEqual({
      nodesRead: 4,
      arcsRead: 6,
      componentsDropped: 1,
      nodesDropped: 1,
      arcsDropped: 1,
      ways: { read: 7, roads: 5, closed: 1, stretchesCut: 1 },
    })
    expect(graph.attribution).toBe('© OpenStreetMap contributors')
  })

  test('takes time from length and speed, less with siren', async () => {
    const { graph } = await imported('map.osm.pbf', pbfFile(map))
    const arc = graph.out.first[0]!
    expect(graph.out.node[arc]).toBe(1)
    expect(graph.metres[arc]).toBeCloseTo(962.97, 1)
    const msAt40 = (graph.metres[arc]! / 40) * 3600 // 80 % of the limit of 50 km/h
    expect(Math.abs(graph.out.ms.regular[arc]! - msAt40)).toBeLessThan(1)
    expect(Math.abs(graph.out.ms.siren[arc]! - msAt40 * sirenShare)).toBeLessThan(1)
    expect(roadClasses[graph.roadClass[arc]!]).toBe('primary')
  })

  test('reads XML, packed or not, as the same network', async () => {
    const { graph, counts } = await imported('map.osm.pbf', pbfFile(map))
    for (const same of [await imported('map.osm', xml), await imported('map.osm.gz', gzipSync(xml))]) {
      expect(same.counts).toEqual(counts)
      expect(same.graph.out).toEqual(graph.out)
    }
  })

  const faults: readonly [string, string, string | Uint8Array, RegExp][] = [
    ['cut XML', 'map.osm', xml.slice(0, 700), /map\.osm, line \d+: the file is cut short/],
    ['broken XML', 'map.osm', xml.replace('</way>', '</wax>'), /map\.osm, line 8: the XML is broken/],
    ['other XML', 'map.osm', '<gpx></gpx>', /line 1: is not OpenStreetMap XML: it begins with <gpx>/],
    ['text', 'map.osm', 'id,lon\n', /map\.osm, line 1: the XML is broken/],
    [
      'cut gzip',
      'map.osm.gz',
      gzipSync(xml).subarray(0, 200),
      /map\.osm\.gz, byte 200: the gzip data is cut/,
    ],
    ['no latitude', 'map.osm', xml.replace('lat="30"', ''), /line 3: <node> has no lat/],
    ['a wrong number', 'map.osm', xml.replace('lat="30"', 'lat="3o"'), /line 3: <node> has a wrong lat/],
    [
      'a node twice',
      'map.osm.pbf',
      pbfFile({ ...map, nodes: [...map.nodes, [1, 120, 30]] }),
      /node 1: stands twice/,
    ],
    [
      'a node off the globe',
      'map.osm.pbf',
      pbfFile({ ...map, nodes: [[1, 190, 30]] }),
      /node 1: is not on the globe/,
    ],
    [
      'no roads',
      'map.osm.pbf',
      pbfFile({ ...map, ways: [] }),
      /map\.osm\.pbf: has no roads for motor vehicles/,
    ],
    [
      'no nodes',
      'map.osm.pbf',
      pbfFile({ ...map, nodes: [] }),
      /map\.osm\.pbf: lacks the nodes of its roads/,
    ],
  ]
  test.each(faults)('refuses %s and names the place', async (_, name, content, fault) => {
    await expect(imported(name, content)).rejects.toThrow(fault)
  })

  test('refuses a file that is not there', async () => {
    await expect(importOsm(join(folder, 'none.osm.pbf'))).rejects.toThrow(
      'none.osm.pbf: there is no such file',
    )
    await expect(importOsm(join(folder, 'none.osm'))).rejects.toThrow('none.osm: there is no such file')
  })
})
