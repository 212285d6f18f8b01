import { createHash } from 'node:crypto'
import { arcsMax, nodesMax, type RoadGraph, withReverse } from './graph.ts'
import { RoadInputError } from './input-error.ts'

/**
 * The graph file, little-endian:
 *
 *     0  8 bytes  "KUAIJIRD"
 *     8  uint32   version, 1
 *    12  uint32   nodes n
 *    16  uint32   arcs m
 *    20  uint32   bytes of attribution (UTF-8)
 *    24  32 bytes SHA-256 of the whole file with these 32 bytes zero
 *    64  float64  ids[n], lons[n], lats[n]
 *        int32    first[n + 1], head[m], regular ms[m], siren ms[m]
 *        float32  metres[m]
 *        uint8    road class[m], attribution
 *
 * Every array starts at a multiple of its element, so loading is copying. The reverse star is built on loading:
 * it could only repeat or contradict what is here.
 */
const magic = 'KUAIJIRD'
const version = 1
const digestAt = 24
const arraysAt = 64
const attributionBytesMax = 1000

/** First bytes of every graph file. */
export function isGraphFile(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic
}

/** The graph as one file; `readGraph` gives it back equal. */
export function writeGraph(graph: RoadGraph): Uint8Array {
  const attribution = Buffer.from(graph.attribution)
  if (attribution.length > attributionBytesMax) throw new RangeError('the attribution is too long')
  const { out } = graph
  const bytes = new Uint8Array(fileLength(graph.nodeCount, graph.arcCount, attribution.length))
  const header = new DataView(bytes.buffer)
  bytes.set(Buffer.from(magic, 'latin1'))
  header.setUint32(8, version, true)
  header.setUint32(12, graph.nodeCount, true)
  header.setUint32(16, graph.arcCount, true)
  header.setUint32(20, attribution.length, true)
  let at = arraysAt
  const { ids, lons, lats, metres, roadClass } = graph
  const arrays = [ids, lons, lats, out.first, out.node, out.ms.regular, out.ms.siren, metres, roadClass]
  for (const array of [...arrays, attribution]) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += array.byteLength
  }
  bytes.set(digestOf(bytes), digestAt)
  return bytes
}

/**
 * Reads a graph file. `file` is the name errors carry. Throws a RoadInputError when the bytes are no graph file,
 * of another version, cut short, altered, or hold an unsound graph.
 */
export function readGraph(bytes: Uint8Array, file = 'graph'): RoadGraph {
  const fail = (fault: string) => new RoadInputError(file, undefined, fault)
  if (!isGraphFile(bytes)) throw fail('is not a road graph file')
  if (bytes.length < arraysAt) throw fail(`is cut short at byte ${bytes.length}`)
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = header.getUint32(8, true)
  if (found !== version) throw fail(`has version ${found}, this program reads version ${version}`)
  const nodeCount = header.getUint32(12, true)
  const arcCount = header.getUint32(16, true)
  const attributionLength = header.getUint32(20, true)
  if (nodeCount > nodesMax || arcCount > arcsMax || attributionLength > attributionBytesMax) {
    throw fail('is altered: its header names impossible sizes')
  }
  const length = fileLength(nodeCount, arcCount, attributionLength)
  if (bytes.length < length) throw fail(`is cut short: ${bytes.length} of ${length} bytes`)
  if (bytes.length > length) throw fail(`has ${bytes.length - length} bytes too many`)
  if (digestOf(bytes).compare(bytes, digestAt, digestAt + 32) !== 0) {
    throw fail('is altered: its SHA-256 does not match')
  }
  try {
    return withReverse(arraysOf(bytes, nodeCount, arcCount))
  } catch (error) {
    if (error instanceof RangeError) throw fail(`holds an unsound graph: ${error.message}`)
    throw error
  }
}

function arraysOf(file: Uint8Array, nodeCount: number, arcCount: number): Omit<RoadGraph, 'in'> {
  const { buffer } = Uint8Array.from(file)
  let at = arraysAt
  const take = <T>(
    make: new (buffer: ArrayBuffer, at: number, length: number) => T,
    size: number,
    n: number,
  ) => {
    const array = new make(buffer, at, n)
    at += size * n
    return array
  }
  const ids = take(Float64Array, 8, nodeCount)
  const lons = take(Float64Array, 8, nodeCount)
  const lats = take(Float64Array, 8, nodeCount)
  const first = take(Int32Array, 4, nodeCount + 1)
  const node = take(Int32Array, 4, arcCount)
  const regular = take(Int32Array, 4, arcCount)
  const siren = take(Int32Array, 4, arcCount)
  const metres = take(Float32Array, 4, arcCount)
  const roadClass = take(Uint8Array, 1, arcCount)
  const attribution = Buffer.from(buffer, at).toString()
  const out = { first, node, ms: { regular, siren } }
  return { nodeCount, arcCount, ids, lons, lats, out, metres, roadClass, attribution }
}

function fileLength(nodeCount: number, arcCount: number, attributionLength: number): number {
  return arraysAt + nodeCount * 24 + (nodeCount + 1) * 4 + arcCount * 17 + attributionLength
}

function digestOf(bytes: Uint8Array): Buffer {
  const hash = createHash('sha256')
  hash.update(bytes.subarray(0, digestAt))
  hash.update(new Uint8Array(32))
  hash.update(bytes.subarray(digestAt + 32))
  return hash.digest()
}
