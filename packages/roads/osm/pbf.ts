import type { PbfReader } from 'pbf'
import { RoadInputError } from '../input-error.ts'
import { decode, readBlobs } from './blobs.ts'
import type { OsmSink } from './sink.ts'

/** What a file may require of its reader that this one has (`required_features`). */
const features = new Set(['OsmSchema-V0.6', 'DenseNodes'])

/**
 * Reads an OpenStreetMap PBF file (https://wiki.openstreetmap.org/wiki/PBF_Format): plain and dense nodes, and
 * ways; relations, authors and changesets are passed over. The format has no end mark, so a file cut exactly
 * between two blobs reads as a shorter file.
 */
export async function readOsmPbf(file: string, sink: OsmSink): Promise<void> {
  for await (const { type, data, place } of readBlobs(file)) {
    const fail = (fault: string) => new RoadInputError(file, place, fault)
    if (type === 'OSMData') {
      decode(data, pbf => readBlock(pbf, sink), fail)
      continue
    }
    const missing = decode(data, readRequired, fail).find(feature => !features.has(feature))
    if (missing !== undefined) throw fail(`the file requires ${missing}, which is not supported`)
  }
}

function readRequired(pbf: PbfReader): string[] {
  return pbf.readFields((field, required: string[]) => {
    if (field === 4) required.push(pbf.readString())
  }, [])
}

/** Scale of coordinates and names of a block: fields that may follow the groups they apply to. */
interface Block {
  names: string[]
  groups: number[]
  granularity: number
  latOffset: number
  lonOffset: number
}

function readBlock(pbf: PbfReader, sink: OsmSink): void {
  const block: Block = { names: [], groups: [], granularity: 100, latOffset: 0, lonOffset: 0 }
  pbf.readFields(field => {
    if (field === 1) message(pbf, inner => inner === 1 && block.names.push(pbf.readString()))
    else if (field === 2) block.groups.push(pbf.pos)
    else if (field === 17) block.granularity = pbf.readVarint(true)
    else if (field === 19) block.latOffset = pbf.readVarint(true)
    else if (field === 20) block.lonOffset = pbf.readVarint(true)
  }, undefined)
  const end = pbf.pos
  for (const group of block.groups) {
    pbf.pos = group
    message(pbf, field => {
      if (field === 1 && sink.node !== undefined) readNode(pbf, block, sink)
      else if (field === 2 && sink.node !== undefined) readDense(pbf, block, sink)
      else if (field === 3 && sink.way !== undefined) readWay(pbf, block, sink)
    })
  }
  pbf.pos = end
}

/** Reads one embedded message, which must lie inside the block and end where it says. */
function message(pbf: PbfReader, read: (field: number) => unknown): void {
  const end = pbf.readVarint() + pbf.pos
  if (end > pbf.length) throw new Error('a message reaches past its block')
  pbf.readFields(field => void read(field), undefined, end)
  if (pbf.pos !== end) throw new Error('a field reaches past its message')
}

function readNode(pbf: PbfReader, block: Block, sink: OsmSink): void {
  let id = 0
  let lat = 0
  let lon = 0
  message(pbf, field => {
    if (field === 1) id = pbf.readSVarint()
    else if (field === 8) lat = pbf.readSVarint()
    else if (field === 9) lon = pbf.readSVarint()
  })
  giveNode(block, sink, id, lon, lat)
}

function readDense(pbf: PbfReader, block: Block, sink: OsmSink): void {
  const ids: number[] = []
  const lats: number[] = []
  const lons: number[] = []
  message(pbf, field => {
    if (field === 1) pbf.readPackedSVarint(ids)
    else if (field === 8) pbf.readPackedSVarint(lats)
    else if (field === 9) pbf.readPackedSVarint(lons)
  })
  if (ids.length !== lats.length || ids.length !== lons.length) {
    throw new Error('dense nodes lack coordinates')
  }
  let id = 0
  let lat = 0
  let lon = 0
  for (let i = 0; i < ids.length; i++) {
    id += ids[i]!
    lat += lats[i]!
    lon += lons[i]!
    giveNode(block, sink, id, lon, lat)
  }
}

function giveNode(block: Block, sink: OsmSink, id: number, lon: number, lat: number): void {
  const degrees = (value: number, offset: number) => (offset + block.granularity * value) / 1e9
  sink.node?.(id, degrees(lon, block.lonOffset), degrees(lat, block.latOffset))
}

function readWay(pbf: PbfReader, block: Block, sink: OsmSink): void {
  const keys: number[] = []
  const values: number[] = []
  const refs: number[] = []
  message(pbf, field => {
    if (field === 2) pbf.readPackedVarint(keys)
    else if (field === 3) pbf.readPackedVarint(values)
    else if (field === 8) pbf.readPackedSVarint(refs)
  })
  if (keys.length !== values.length) throw new Error('a way has a key without a value')
  const tags = new Map<string, string>()
  for (let i = 0; i < keys.length; i++) tags.set(nameOf(block, keys[i]!), nameOf(block, values[i]!))
  for (let i = 1; i < refs.length; i++) refs[i]! += refs[i - 1]!
  sink.way?.(refs, tags)
}

function nameOf(block: Block, index: number): string {
  const name = block.names[index]
  if (name === undefined) throw new Error('a tag names no entry of the string table')
  return name
}
