import { type FileHandle, open } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { PbfReader } from 'pbf'
import { RoadInputError } from '../input-error.ts'
import { fileFault } from '../text-file.ts'

/** Hard limits of the OpenStreetMap PBF format: a header under 64 KiB, a blob under 32 MiB, unpacked too. */
const headerBytesMax = 64 * 1024
const blobBytesMax = 32 * 1024 * 1024

/** One unpacked block of a PBF file and where it stood. */
export interface Blob {
  readonly type: string
  readonly data: Uint8Array
  /** `blob 3 at byte 12345`, counted from 1. */
  readonly place: string
}

/** Blobs of a PBF file in order; those of unknown type are skipped, as the format asks. */
export async function* readBlobs(file: string): AsyncGenerator<Blob> {
  const handle = await open(file).catch(error => {
    throw fileFault(file, error)
  })
  try {
    const { size } = await handle.stat()
    if (size === 0) throw new RoadInputError(file, undefined, 'is empty')
    let at = 0
    for (let number = 1; at < size; number++) {
      const place = `blob ${number} at byte ${at}`
      const fail = (fault: string) => new RoadInputError(file, place, fault)
      const take = async (length: number, what: string) => {
        if (at + length > size) throw fail(`the file is cut short in ${what}`)
        const bytes = await readExactly(handle, at, length)
        at += length
        return bytes
      }
      const headerLength = (await take(4, 'a length')).readUInt32BE()
      if (headerLength > headerBytesMax) throw fail(notPbf(number, `a header of ${headerLength} bytes`))
      const header = decode(await take(headerLength, 'a header'), readHeader, fail)
      if (header.dataLength > blobBytesMax) throw fail(`a blob of ${header.dataLength} bytes is over 32 MiB`)
      if (number === 1 && header.type !== 'OSMHeader') throw fail(notPbf(1, `type ${header.type}`))
      const packed = await take(header.dataLength, 'a blob')
      if (header.type !== 'OSMHeader' && header.type !== 'OSMData') continue
      yield { type: header.type, data: unpack(decode(packed, readBlob, fail), fail), place }
    }
  } catch (error) {
    throw fileFault(file, error)
  } finally {
    await handle.close()
  }
}

async function readExactly(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, at + filled)
    if (bytesRead === 0) throw new Error('the file shrank while it was read')
    filled += bytesRead
  }
  return bytes
}

function notPbf(number: number, found: string): string {
  return number === 1 ? 'is not an OpenStreetMap PBF file' : `the file is broken: ${found}`
}

interface Header {
  type: string
  dataLength: number
}

function readHeader(pbf: PbfReader): Header {
  return pbf.readFields(
    (field, header: Header) => {
      if (field === 1) header.type = pbf.readString()
      else if (field === 3) header.dataLength = pbf.readVarint()
    },
    { type: '', dataLength: 0 },
  )
}

interface Packed {
  raw?: Uint8Array
  zlib?: Uint8Array
  unpackedLength?: number
  otherField?: number
}

function readBlob(pbf: PbfReader): Packed {
  return pbf.readFields((field, packed: Packed) => {
    if (field === 1) packed.raw = pbf.readBytes()
    else if (field === 2) packed.unpackedLength = pbf.readVarint()
    else if (field === 3) packed.zlib = pbf.readBytes()
    else packed.otherField = field
  }, {})
}

function unpack(packed: Packed, fail: (fault: string) => RoadInputError): Uint8Array {
  if (packed.raw !== undefined) return packed.raw
  if (packed.zlib === undefined) {
    const name = ['lzma', 'bzip2', 'lz4', 'zstd'][(packed.otherField ?? 0) - 4] ?? 'nothing known'
    throw fail(`the blob is packed with ${name}; write the file with zlib`)
  }
  if ((packed.unpackedLength ?? 0) > blobBytesMax) throw fail('the blob is over 32 MiB unpacked')
  const data = inflate(packed.zlib, fail)
  if (data.length !== packed.unpackedLength) {
    throw fail(`the blob unpacks to ${data.length} bytes, not ${packed.unpackedLength}`)
  }
  return data
}

function inflate(zlib: Uint8Array, fail: (fault: string) => RoadInputError): Uint8Array {
  try {
    return inflateSync(zlib, { maxOutputLength: blobBytesMax })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw fail('the blob is over 32 MiB unpacked')
    }
    throw fail(`the zlib data is broken (${(error as Error).message})`)
  }
}

/** Decodes a message that must fill its bytes exactly; `pbf` itself does not look past its end. */
export function decode<T>(
  bytes: Uint8Array,
  read: (pbf: PbfReader) => T,
  fail: (fault: string) => RoadInputError,
): T {
  const pbf = new PbfReader(bytes)
  let message: T
  try {
    message = read(pbf)
  } catch (error) {
    if (error instanceof RoadInputError) throw error
    throw fail(`the data is broken (${(error as Error).message})`)
  }
  if (pbf.pos !== pbf.length) throw fail('the data is broken (a field reaches past its end)')
  return message
}
