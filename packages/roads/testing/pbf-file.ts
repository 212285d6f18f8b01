import { deflateSync } from 'node:zlib'
import { PbfWriter } from 'pbf'

export interface TestWay {
  readonly refs: readonly number[]
  readonly tags: Readonly<Record<string, string>>
}

export interface TestMap {
  /** `[id, lon, lat]` in ascending or any order. */
  readonly nodes: readonly (readonly [number, number, number])[]
  readonly ways: readonly TestWay[]
}

/** How one PBF file may be written; every choice is allowed by the format. */
export interface PbfForm {
  readonly dense?: boolean
  readonly packing?: 'zlib' | 'raw'
  readonly features?: readonly string[]
  readonly granularity?: number
  readonly offset?: number
}

/** A PBF file of one header, one block of nodes and one of ways. */
export function pbfFile(map: TestMap, form: PbfForm = {}): Buffer {
  const packing = form.packing ?? 'zlib'
  return Buffer.concat([
    fileBlob('OSMHeader', headerBlock(form.features ?? ['OsmSchema-V0.6', 'DenseNodes']), packing),
    fileBlob('OSMData', nodeBlock(map, form), packing),
    fileBlob('OSMData', wayBlock(map), packing),
  ])
}

/** One length, header and blob, as they follow each other in a file. */
export function fileBlob(type: string, block: Uint8Array, packing: 'zlib' | 'raw' | 'lzma'): Buffer {
  const blob = new PbfWriter()
  if (packing === 'raw') blob.writeBytesField(1, block)
  else {
    blob.writeVarintField(2, block.length)
    blob.writeBytesField(packing === 'zlib' ? 3 : 4, deflateSync(block))
  }
  const bytes = blob.finish()
  const header = new PbfWriter()
  header.writeStringField(1, type)
  header.writeVarintField(3, bytes.length)
  const headerBytes = header.finish()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(headerBytes.length)
  return Buffer.concat([length, headerBytes, bytes])
}

function headerBlock(features: readonly string[]): Uint8Array {
  const pbf = new PbfWriter()
  for (const feature of features) pbf.writeStringField(4, feature)
  return pbf.finish()
}

export function nodeBlock({ nodes }: TestMap, form: PbfForm): Uint8Array {
  const { granularity = 100, offset = 0 } = form
  const scaled = (degrees: number) => Math.round((degrees * 1e9 - offset) / granularity)
  const rows = nodes.map(([id, lon, lat]) => [id, scaled(lat), scaled(lon)] as const)
  const pbf = new PbfWriter()
  pbf.writeMessage(1, (_, table) => table.writeStringField(1, ''), undefined)
  pbf.writeMessage(
    2,
    (_, group) => (form.dense === false ? plain(group) : group.writeMessage(2, dense, rows)),
    0,
  )
  pbf.writeVarintField(17, granularity)
  pbf.writeVarintField(19, offset)
  pbf.writeVarintField(20, offset)
  return pbf.finish()

  function plain(group: PbfWriter) {
    for (const row of rows) {
      group.writeMessage(
        1,
        (_, node) => [1, 8, 9].forEach((field, i) => void node.writeSVarintField(field, row[i]!)),
        0,
      )
    }
  }
}

function dense(rows: readonly (readonly [number, number, number])[], pbf: PbfWriter): void {
  const deltas = (index: number) => rows.map((row, i) => row[index]! - (rows[i - 1]?.[index] ?? 0))
  pbf.writePackedSVarint(1, deltas(0))
  pbf.writePackedSVarint(8, deltas(1))
  pbf.writePackedSVarint(9, deltas(2))
}

function wayBlock({ ways }: TestMap): Uint8Array {
  const names = ['', ...new Set(ways.flatMap(way => Object.entries(way.tags).flat()))]
  const pbf = new PbfWriter()
  pbf.writeMessage(1, (_, table) => names.forEach(name => void table.writeStringField(1, name)), 0)
  pbf.writeMessage(2, (_, group) => ways.forEach(way => void group.writeMessage(3, writeWay, way)), 0)
  return pbf.finish()

  function writeWay(way: TestWay, message: PbfWriter) {
    const index = (name: string) => names.indexOf(name)
    message.writeVarintField(1, 77)
    message.writePackedVarint(2, Object.keys(way.tags).map(index))
    message.writePackedVarint(3, Object.values(way.tags).map(index))
    message.writePackedSVarint(
      8,
      way.refs.map((ref, i) => ref - (way.refs[i - 1] ?? 0)),
    )
  }
}
