import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBundle, encodeBundle } from './bundle.ts'
import { countResources, edgeOf, findTile, parseTilePath, resourcesOf, tilePath, widthAt } from './tile.ts'

describe('paths', () => {
  it.each([
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1234067, width: 256 }],
    ['tile/2/000.p/1', { level: 2, index: 0, width: 1 }],
    ['tile/63/999.p/255', { level: 63, index: 999, width: 255 }],
    ['tile/entries/x001/000.p/12', { level: 'entries', index: 1000, width: 12 }],
  ] as const)('%s', (path, id) => {
    expect(parseTilePath(path)).toEqual(id)
    expect(tilePath(id)).toBe(path)
  })

  it.each([
    '',
    'checkpoint',
    '/tile/0/000',
    'tile/0/000/',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/+1/000',
    'tile/data/000',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/001',
    'tile/0/x001',
    'tile/0/X001/001',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000.q/1',
    'tile/0/../000',
    'tile/0/000\n',
    'tile/0/٠٠٠',
    `tile/0/${'x999/'.repeat(6)}999`,
  ])('refuses %j', path => {
    expect(findTile(path)).toBeUndefined()
    expect(() => parseTilePath(path)).toThrow('not the path of a tile')
  })

  it('one path for each resource and back', () => {
    const level = fc.oneof(fc.nat(63), fc.constant('entries' as const))
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (l, index, width) => {
        expect(parseTilePath(tilePath({ level: l as 0, index, width }))).toEqual({ level: l, index, width })
      }),
    )
  })
})

it('a tree of 70,000 has the tiles that the specification counts', () => {
  const counts = [...resourcesOf(70_000)].reduce<Record<string, number>>((all, { level, width }) => {
    const key = `${level} ${width === 256 ? 'full' : width}`
    return Object.assign(all, { [key]: (all[key] ?? 0) + 1 })
  }, {})
  expect(counts).toEqual({
    'entries full': 273,
    'entries 112': 1,
    '0 full': 273,
    '0 112': 1,
    '1 full': 1,
    '1 17': 1,
    '2 1': 1,
  })
  expect(edgeOf(70_000).map(tilePath)).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'])
  expect(edgeOf(256).map(tilePath)).toEqual(['tile/1/000.p/1'])
  expect(widthAt(0, 274, 70_000)).toBe(0)
  for (const size of [0, 1, 256, 257, 65_536, 70_000])
    expect([...resourcesOf(size)]).toHaveLength(countResources(size))
})

describe('entry bundles', () => {
  it('hold leaves of 0 to 65,535 bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), leaves => {
        const decoded = decodeBundle(encodeBundle(leaves))
        expect(decoded.map(leaf => Buffer.from(leaf))).toEqual(leaves.map(leaf => Buffer.from(leaf)))
      }),
    )
    expect(decodeBundle(encodeBundle([Buffer.alloc(65_535)]))[0]).toHaveLength(65_535)
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(
      'a leaf of 65536 bytes; at most 65535 are possible',
    )
  })

  it('name the entry inside which they are cut short', () => {
    const bundle = encodeBundle([Buffer.from('a'), Buffer.from('bcd'), Buffer.alloc(300)])
    for (const bytes of [4, 5, 7])
      expect(() => decodeBundle(bundle.subarray(0, bytes), 512)).toThrow(
        expect.objectContaining({ entry: 513, message: 'the entry bundle is cut short inside entry 513' }),
      )
    expect(() => decodeBundle(bundle.subarray(0, 9))).toThrow('inside entry 2')
    expect(decodeBundle(bundle.subarray(0, 8))).toHaveLength(2)
  })
})
