import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBundle } from './bundle.ts'
import { signCheckpoint } from './checkpoint.ts'
import { LogFault } from './fault.ts'
import { emptyFrontier, extend, rootAt } from './frontier.ts'
import { leafHashes } from './hash.ts'
import { verifierOf } from './note.ts'
import { bundleOf, memorySource, sampleLeaves, sampleLog, sampleSigner } from './sample.ts'
import { tilePath } from './tile.ts'
import { verifyLog } from './verify-log.ts'

const log = verifierOf(sampleSigner)
const leaves = sampleLeaves(1_000)
const files = sampleLog(leaves)
const verify = (changed: ReadonlyMap<string, Uint8Array>, options = {}) =>
  verifyLog(memorySource(changed), { log, ...options })

/** The log with one bundle replaced: `edit` gets that bundle's leaves. */
function withBundle(index: number, edit: (bundle: Uint8Array[]) => Uint8Array[]): Map<string, Uint8Array> {
  const bundle = [...bundleOf(leaves, index)]
  const path = tilePath({ level: 'entries', index, width: bundle.length })
  return new Map(files).set(path, encodeBundle(edit(bundle)))
}

describe('a log that holds', () => {
  it.each([0, 1, 255, 256, 257, 1_000])('of %i entries', async size => {
    const report = await verifyLog(memorySource(sampleLog(leaves.slice(0, size))), { log })
    expect(report).toMatchObject({
      origin: 'log.example/spec',
      size,
      trusted: 'key',
      signedBy: ['log.example/spec'],
    })
    expect(report.bundles).toBe(Math.ceil(size / 256))
  })

  it('of three levels, whatever the number read at the same time', async () => {
    const large = sampleLog(sampleLeaves(66_000))
    const seen: number[] = []
    for (const concurrency of [1, 5, 64]) {
      const report = await verify(large, {
        concurrency,
        onProgress: (d: { entries: number }) => seen.push(d.entries),
      })
      expect(report).toMatchObject({ size: 66_000, bundles: 258, tiles: 258 + 1 + 1 + 1 })
    }
    expect(seen.at(-1)).toBe(66_000)
  })

  it('without a key, saying that the server was trusted', async () => {
    expect(await verifyLog(memorySource(files))).toMatchObject({ trusted: 'server', signedBy: [] })
  })

  it('whose partial tiles were removed when the full ones came', async () => {
    const later = sampleLog(sampleLeaves(1_024))
    const older = new Map(
      [...files].filter(([path]) => !path.includes('entries/003') && !path.includes('0/003')),
    )
    for (const path of ['tile/entries/003', 'tile/0/003']) older.set(path, later.get(path)!)
    expect(await verify(older)).toMatchObject({ size: 1_000 })
  })

  it('and repeats an entry, which is no fault', async () => {
    const twice = [...leaves.slice(0, 300), leaves[7]!]
    expect(await verify(sampleLog(twice))).toMatchObject({ size: 301 })
  })
})

describe('names the entry that was', () => {
  const other = Buffer.from('something else')
  it.each([
    [
      'changed',
      0,
      (b: Uint8Array[]) => b.with(7, other),
      7,
      /^entry 7 was changed: it hashes to .+=, the tree says/,
    ],
    ['changed', 3, (b: Uint8Array[]) => b.with(231, other), 999, /^entry 999 was changed/],
    ['changed', 1, (b: Uint8Array[]) => b.with(1, other).with(9, other), 257, /^entry 257 .* 1 more entries/],
    ['dropped', 1, (b: Uint8Array[]) => b.toSpliced(4, 1), 260, /^entry 260 was dropped: .* 255 .* 256$/],
    ['dropped', 3, (b: Uint8Array[]) => b.slice(0, -1), 999, /^entry 999 was dropped: .* 231 .* 232$/],
    ['dropped', 3, (b: Uint8Array[]) => b.toSpliced(4, 2), 772, /^entry 772 and others was dropped/],
    [
      'dropped',
      0,
      (b: Uint8Array[]) => [...b.toSpliced(9, 1), leaves[256]!],
      9,
      /^entry 9 was dropped and those after/,
    ],
    [
      'reordered',
      0,
      (b: Uint8Array[]) => b.with(5, b[6]!).with(6, b[5]!),
      5,
      /^entries 5 and 6 stand in each other's/,
    ],
    [
      'reordered',
      1,
      (b: Uint8Array[]) => b.toReversed(),
      256,
      /^entries were reordered: entry 511 stands in the/,
    ],
    [
      'reordered',
      0,
      (b: Uint8Array[]) => [b[255]!, ...b.slice(0, 255)],
      0,
      /^entries were reordered: entry 255 stands/,
    ],
    [
      'duplicated',
      0,
      (b: Uint8Array[]) => b.with(6, b[5]!),
      6,
      /^a copy of entry 5 stands in the place of 6$/,
    ],
    ['duplicated', 3, (b: Uint8Array[]) => b.toSpliced(6, 0, b[5]!), 774, /^entry 773 stands again at 774/],
    [
      'inserted',
      3,
      (b: Uint8Array[]) => b.toSpliced(6, 0, other),
      774,
      /^an entry was put in before entry 774/,
    ],
    [
      'inserted',
      0,
      (b: Uint8Array[]) => [other, ...b.slice(0, -1)],
      0,
      /^an entry was put in before entry 0, those/,
    ],
    [
      'changed',
      2,
      (b: Uint8Array[]) => b.with(3, other).slice(0, -1),
      515,
      /^entry 515 was changed, and the bundle/,
    ],
  ])('%s in bundle %i', async (code, index, edit, entry, sentence) => {
    await expect(verify(withBundle(index, edit))).rejects.toThrow(
      expect.objectContaining({ name: 'LogFault', code, entry, message: expect.stringMatching(sentence) }),
    )
  })

  it('cut short in the middle', async () => {
    const cut = new Map(files).set('tile/entries/002', files.get('tile/entries/002')!.subarray(0, 1_000))
    await expect(verify(cut)).rejects.toThrow(/cut short inside entry 602$/)
  })

  it('missing with its whole bundle', async () => {
    const holed = new Map(files)
    holed.delete('tile/entries/002')
    await expect(verify(holed)).rejects.toThrow(expect.objectContaining({ code: 'missing', entry: 512 }))
  })

  it.each([
    [0, 7],
    [3, 990],
  ])('right, when it is the tile %i of level 0 that was changed', async (index, entry) => {
    const path = index === 3 ? 'tile/0/003.p/232' : `tile/0/00${index}`
    const tile = Buffer.from(files.get(path)!)
    tile[(entry - index * 256) * 32]! ^= 1
    await expect(verify(new Map(files).set(path, tile))).rejects.toThrow(
      expect.objectContaining({ code: 'tile', entry, message: expect.stringContaining('the entry fits') }),
    )
  })
})

describe('says of a tampered tree', () => {
  it('that a tile above is not the tree’s though the entries are', async () => {
    const tile = Buffer.from(files.get('tile/1/000.p/3')!)
    tile[33]! ^= 1
    await expect(verify(new Map(files).set('tile/1/000.p/3', tile))).rejects.toThrow(
      'tile/1/000.p/3 does not fit entries 256 to 511; the entries lead to the signed root, so the tile is wrong',
    )
  })

  it('among which entries one was changed together with its tile of level 0', async () => {
    const forged = sampleLog(leaves.with(300, Buffer.from('forged')))
    const mixed = new Map(files)
    for (const path of ['tile/entries/001', 'tile/0/001']) mixed.set(path, forged.get(path)!)
    await expect(verify(mixed)).rejects.toThrow(
      'tile/1/000.p/3 does not fit entries 256 to 511; the entries do not lead to the signed root either',
    )
  })

  it('that entries and tiles agree and another root was signed', async () => {
    const forged = sampleLog(leaves.with(300, Buffer.from('forged'))).set(
      'checkpoint',
      files.get('checkpoint')!,
    )
    await expect(verify(forged)).rejects.toThrow(expect.objectContaining({ code: 'root' }))
    await expect(verify(forged, { olderCheckpoint: noteOf(290) })).rejects.toThrow(
      'the first 290 entries are still those of the older checkpoint',
    )
  })

  it('that a tile is too short or too long', async () => {
    const tile = files.get('tile/0/001')!
    for (const bytes of [tile.subarray(32), Buffer.concat([tile, tile])])
      await expect(verify(new Map(files).set('tile/0/001', bytes))).rejects.toThrow(
        /has \d+ bytes instead of 8192/,
      )
  })
})

it('no single bit of anything served can change', async () => {
  const paths = [...files.keys()]
  const bit = fc.tuple(fc.constantFrom(...paths), fc.nat())
  await fc.assert(
    fc.asyncProperty(bit, async ([path, seed]) => {
      const bytes = Buffer.from(files.get(path)!)
      const at = seed % (bytes.length * 8)
      bytes[at >> 3]! ^= 1 << (at & 7)
      await expect(verify(new Map(files).set(path, bytes))).rejects.toThrow(LogFault)
    }),
    { numRuns: 200 },
  )
})

describe('with an older checkpoint', () => {
  it.each([0, 1, 256, 300, 512, 1_000])('of %i entries that the log extends', async size => {
    expect(await verify(files, { olderCheckpoint: noteOf(size) })).toMatchObject({ extendsSize: size })
  })

  it.each([1, 255, 256, 257, 999])(
    'refuses a log in which entry 0 is not what %i entries said',
    async size => {
      const olderCheckpoint = noteOf(size, leaves.with(0, Buffer.from('before')))
      await expect(verify(files, { olderCheckpoint })).rejects.toThrow(
        expect.objectContaining({
          code: 'inconsistent',
          message: expect.stringContaining(`the first ${size} entries are not those of the older checkpoint`),
        }),
      )
    },
  )

  it('refuses a log that has shrunk, one of another origin and an unsigned one', async () => {
    const shrunk = sampleLog(leaves.slice(0, 900))
    await expect(verify(shrunk, { olderCheckpoint: noteOf(1_000) })).rejects.toThrow(
      'the log has 900 entries, the older checkpoint 1000: entries were taken away',
    )
    const unsigned = noteOf(10).replace(/— .*/, '— elsewhere AAAAAAAAAAAAAAAA')
    await expect(verify(files, { olderCheckpoint: unsigned })).rejects.toThrow(
      'not signed by log.example/spec',
    )
  })
})

function noteOf(size: number, of: readonly Uint8Array[] = leaves): string {
  const root = rootAt(extend(emptyFrontier, leafHashes(of.slice(0, size))).frontier)
  return signCheckpoint({ origin: sampleSigner.name, size, root }, sampleSigner)
}
