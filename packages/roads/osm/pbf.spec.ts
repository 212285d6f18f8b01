import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PbfWriter } from 'pbf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RoadInputError } from '../input-error.ts'
import { fileBlob, nodeBlock, type PbfForm, pbfFile, type TestMap } from '../testing/pbf-file.ts'
import { readOsmPbf } from './pbf.ts'

const map: TestMap = {
  nodes: [
    [9_007_199_254, 120.5, 30.25],
    [12, -73.9817173, -40.7683919],
    [13, 0, 0],
  ],
  ways: [
    { refs: [12, 9_007_199_254, 13, 12], tags: { highway: 'primary', name: '解放大道' } },
    { refs: [13, 12], tags: {} },
  ],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-pbf-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(bytes: Uint8Array) {
  const path = join(folder, 'map.osm.pbf')
  await writeFile(path, bytes)
  const found = { nodes: [] as unknown[], ways: [] as unknown[] }
  await readOsmPbf(path, {
    node: (id, lon, lat) => found.nodes.push([id, lon, lat]),
    way: (refs, tags) => found.ways.push({ refs, tags: Object.fromEntries(tags) }),
  })
  return found
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  const error = await read(bytes).then(
    () => 'none',
    error => error,
  )
  expect(error).toBeInstanceOf(RoadInputError)
  return (error as RoadInputError).message
}

describe('a PBF file', () => {
  const forms: readonly PbfForm[] = [
    {},
    { dense: false },
    { packing: 'raw' },
    { granularity: 1000, offset: 500_000 },
    { dense: false, granularity: 1, offset: -12_345 },
  ]
  test.each(forms)('is read in every form: %o', async form => {
    const found = await read(pbfFile(map, form))
    const decimals = form.granularity === 1000 ? 6 : 7
    expect(found.nodes).toEqual(
      map.nodes.map(([id, lon, lat]) => [
        id,
        expect.closeTo(lon, decimals - 1),
        expect.closeTo(lat, decimals - 1),
      ]),
    )
    expect(found.ways).toEqual(map.ways)
  })

  test('may carry blobs of unknown type, which are passed over', async () => {
    const more = fileBlob('OSMSomethingNew', Buffer.from('not for us'), 'raw')
    expect((await read(Buffer.concat([pbfFile(map), more]))).ways).toEqual(map.ways)
  })

  test('cut anywhere but between two blobs is refused, never read as whole', async () => {
    const bytes = pbfFile(map)
    const ends = blobEnds(bytes)
    for (let length = 1; length < bytes.length; length++) {
      if (ends.includes(length)) continue
      expect(await faultOf(bytes.subarray(0, length)), `${length} bytes`).toMatch(
        /blob \d at byte \d+: .*(cut short|not an OpenStreetMap)/,
      )
    }
  })

  test('altered in any byte is refused or read without a crash or endless loop', async () => {
    const bytes = pbfFile(map, { packing: 'raw' })
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const altered = Buffer.from(bytes)
        altered[at]! ^= mask
        await read(altered).catch(error => expect(error).toBeInstanceOf(RoadInputError))
      }
    }
  })

  test('with broken packing is refused by blob', async () => {
    const bytes = pbfFile(map)
    const [first] = blobEnds(bytes)
    const altered = Buffer.from(bytes)
    altered[first! + 40]! ^= 0xff
    expect(await faultOf(altered)).toMatch(
      new RegExp(`map\\.osm\\.pbf, blob 2 at byte ${first}: the (zlib|blob)`),
    )
  })

  test.each([
    ['is empty', Buffer.alloc(0), /map\.osm\.pbf: is empty/],
    ['is text', Buffer.from('id,lon,lat\n1,2,3\n'), /blob 1 at byte 0: is not an OpenStreetMap PBF file/],
    ['begins with data', fileBlob('OSMData', Buffer.alloc(0), 'raw'), /blob 1 .*is not an OpenStreetMap PBF/],
    ['requires a feature', pbfFile(map, { features: ['HistoricalInformation'] }), /requires HistoricalInfo/],
    [
      'is packed otherwise',
      fileBlob('OSMHeader', Buffer.alloc(4), 'lzma'),
      /packed with lzma; write the file with zlib/,
    ],
    ['unpacks to too much', fileBlob('OSMHeader', Buffer.alloc(33 << 20), 'zlib'), /over 32 MiB unpacked/],
    ['claims too large a blob', claiming(40 << 20), /a blob of 41943040 bytes is over 32 MiB/],
    ['lies about its size', lying(), /the blob unpacks to \d+ bytes, not 7/],
    [
      'has a tag without a name',
      Buffer.concat([pbfFile(map), fileBlob('OSMData', nameless(), 'raw')]),
      /blob 4 at byte \d+: the data is broken \(a tag names no entry/,
    ],
    [
      'has a message past its end',
      Buffer.concat([pbfFile(map), fileBlob('OSMData', overlong(), 'raw')]),
      /blob 4 .*reaches past/,
    ],
  ])('that %s is refused', async (_, bytes, fault) => {
    expect(await faultOf(bytes)).toMatch(fault)
  })
})

/** Offsets at which blobs end. */
function blobEnds(bytes: Buffer): number[] {
  const ends: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const headerLength = bytes.readUInt32BE(at)
    const header = bytes.subarray(at + 4, at + 4 + headerLength)
    // The data length is the header's last field, one or two bytes of varint.
    const low = header.at(-2)!
    const length = low >= 0x80 ? (low & 0x7f) + header.at(-1)! * 128 : header.at(-1)!
    at += 4 + headerLength + length
    ends.push(at)
  }
  return ends
}

function claiming(length: number): Buffer {
  const header = new PbfWriter()
  header.writeStringField(1, 'OSMHeader')
  header.writeVarintField(3, length)
  const bytes = header.finish()
  return Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
}

function lying(): Buffer {
  const bytes = fileBlob('OSMHeader', nodeBlock(map, {}), 'zlib')
  const at = bytes.indexOf(0x10, 4 + bytes.readUInt32BE(0))
  bytes[at + 1] = 7
  return bytes
}

function nameless(): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeMessage(
    2,
    (_, group) =>
      group.writeMessage(
        3,
        (_, way) => {
          way.writePackedVarint(2, [5])
          way.writePackedVarint(3, [6])
        },
        0,
      ),
    0,
  )
  return pbf.finish()
}

function overlong(): Uint8Array {
  return Uint8Array.from([0x12, 0x7f, 0x1a, 0x01, 0x00])
}
