import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importCsv } from './csv-network.ts'
import { roadClasses } from './road-class.ts'

const nodesText = 'id,lon,lat,off_road_access\n1,120.0,30.0,1\n2,120.001,30.0,1\n7,120.001,30.001,0\n'
const arcsText =
  'id,from,to,km,sec_lights_sirens,sec_regular\n1,1,2,0.1,2.5,5.4567\n2,2,7,0.111,3,4\n3,7,1,0.2,5,6\n'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-roads-'))
})
afterAll(() => rm(folder, { recursive: true }))

let written = 0
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${++written}-${name}`)
  await writeFile(path, content)
  return path
}

async function imported(nodes: string, arcs: string) {
  return importCsv(await file('nodes.csv', nodes), await file('arcs.csv', arcs))
}

describe('import of nodes and arcs', () => {
  test('reads times as whole milliseconds, lengths as metres, and classes from speed', async () => {
    const nodes = await file('nodes.csv.gz', gzipSync(nodesText))
    const { graph, counts } = await importCsv(
      nodes,
      await file('arcs.csv.gz', gzipSync(arcsText)),
      '© Mapper',
    )
    expect(Array.from(graph.ids)).toEqual([1, 2, 7])
    expect(Array.from(graph.out.ms.regular)).toEqual([5457, 4000, 6000])
    expect(Array.from(graph.out.ms.siren)).toEqual([2500, 3000, 5000])
    expect(Array.from(graph.metres, Math.round)).toEqual([100, 111, 200])
    expect(Array.from(graph.roadClass, index => roadClasses[index])).toEqual([
      'trunk',
      'motorway',
      'motorway',
    ])
    expect(graph.attribution).toBe('© Mapper')
    expect(counts).toMatchObject({ nodesRead: 3, arcsRead: 3, nodesDropped: 0, componentsDropped: 0 })
  })

  test('takes a byte-order mark, quotes, Windows line ends, blank lines, spaces and any order of columns', async () => {
    const nodes =
      '\uFEFF"lat","name","id","lon"\r\n30.0,"a, ""b""\r\nc",1,120\r\n\r\n"30","",2, 1.20001e2 \r\n'
    const arcs = 'sec_regular,to,from,sec_lights_sirens\r\n2,2,1,1\r\n2,1,2,1'
    const { graph } = await imported(nodes, arcs)
    expect([graph.nodeCount, graph.arcCount]).toEqual([2, 2])
    expect(graph.metres[0]).toBeCloseTo(96.3, 1)
  })

  test('leaves out what cannot be driven to and from, and says how much', async () => {
    const arcs = `${arcsText.replace('3,7,1,', '3,2,1,')}`
    const { graph, counts } = await imported(nodesText, arcs)
    expect(Array.from(graph.ids)).toEqual([1, 2])
    expect(counts).toEqual({
      nodesRead: 3,
      arcsRead: 3,
      componentsDropped: 1,
      nodesDropped: 1,
      arcsDropped: 1,
    })
  })

  const faults: readonly [string, string, string, RegExp][] = [
    [
      'a missing column',
      nodesText.replace('lon', 'long'),
      arcsText,
      /nodes\.csv, line 1: the column lon is missing/,
    ],
    [
      'a missing time',
      nodesText,
      arcsText.replace('sec_regular', 'sec'),
      /arcs\.csv, line 1: the column sec_reg/,
    ],
    [
      'a column twice',
      nodesText.replace('off_road_access', 'lat'),
      arcsText,
      /line 1: the column lat stands twice/,
    ],
    [
      'a wrong number',
      nodesText.replace('120.001', '12o'),
      arcsText,
      /line 3, column lon: "12o" is not a number/,
    ],
    ['an empty cell', nodesText.replace('120.001', ''), arcsText, /line 3, column lon: "" is not a number/],
    [
      'a number in another notation',
      nodesText.replace('120.001', '0x78'),
      arcsText,
      /"0x78" is not a number/,
    ],
    ['infinity', nodesText.replace('120.001', 'Infinity'), arcsText, /line 3, column lon: "Infinity" is not/],
    [
      'an overflow',
      nodesText.replace('120.001', '1e999'),
      arcsText,
      /line 3, column lon: "1e999" is more than 180/,
    ],
    [
      'a place off the globe',
      nodesText.replace('30.001', '90.5'),
      arcsText,
      /line 4, column lat: "90.5" is more than/,
    ],
    ['half an id', nodesText.replace('7,', '7.5,'), arcsText, /line 4, column id: 7.5 is not a whole number/],
    ['a node twice', nodesText.replace('7,', '2,'), arcsText, /line 4, column id: node 2 stands twice/],
    [
      'an unknown node',
      nodesText,
      arcsText.replace('2,2,7', '2,2,8'),
      /line 3, column to: there is no node 8/,
    ],
    [
      'a negative time',
      nodesText,
      arcsText.replace('5,6', '5,-6'),
      /line 4, column sec_regular: "-6" is less than 0/,
    ],
    [
      'a time of two days',
      nodesText,
      arcsText.replace('5,6', '172800,6'),
      /column sec_lights_sirens: .* more than/,
    ],
    [
      'a negative length',
      nodesText,
      arcsText.replace('0.111', '-0.1'),
      /line 3, column km: "-0.1" is less than 0/,
    ],
    [
      'a short row',
      nodesText.replace(',30.001,0', ''),
      arcsText,
      /nodes\.csv, line 4: the row has not as many cells/,
    ],
    [
      'an open quote',
      nodesText.replace('7,', '"7,'),
      arcsText,
      /nodes\.csv, line \d: a quote is opened and never/,
    ],
    [
      'a stray quote',
      nodesText.replace('7,', '7",'),
      arcsText,
      /nodes\.csv, line 4: a quote stands where none may/,
    ],
    ['no rows', 'id,lon,lat\n', arcsText, /nodes\.csv: has no nodes/],
    ['nothing at all', '', arcsText, /nodes\.csv: is empty/],
    [
      'one endless row',
      `id,lon,lat${'x'.repeat(200_000)}`,
      arcsText,
      /a row is longer than 65536 characters/,
    ],
  ]
  test.each(faults)('refuses %s and names the place', async (_, nodes, arcs, fault) => {
    await expect(imported(nodes, arcs)).rejects.toThrow(fault)
  })

  test('refuses broken, cut and absent files by name', async () => {
    const arcs = await file('arcs.csv', arcsText)
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${(i * 0.7577) % 180},${(i * 0.3931) % 90}`)
    const packed = gzipSync(['id,lon,lat', ...rows].join('\n'))
    const cut = await file('nodes.csv.gz', packed.subarray(0, 4000))
    await expect(importCsv(cut, arcs)).rejects.toThrow(
      /nodes\.csv\.gz, byte 4000: the gzip data is cut short/,
    )
    const broken = await file('nodes.csv.gz', packed.with(3000, packed[3000]! ^ 0xff))
    await expect(importCsv(broken, arcs)).rejects.toThrow(/nodes\.csv\.gz/)
    const plain = await file('nodes.csv.gz', nodesText)
    await expect(importCsv(plain, arcs)).rejects.toThrow(/the gzip data is broken \(incorrect header check\)/)
    await expect(importCsv(join(folder, 'none.csv'), arcs)).rejects.toThrow(
      /none\.csv: there is no such file/,
    )
    await expect(importCsv(folder, arcs)).rejects.toThrow(/is a folder, not a file/)
  })
})
