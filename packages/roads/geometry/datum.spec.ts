import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { datums, fromWgs84, toWgs84 } from './datum.ts'
import { distanceMetres } from './point.ts'

const inChina = fc.record({
  lon: fc.double({ min: 74, max: 134, noNaN: true }),
  lat: fc.double({ min: 4, max: 53, noNaN: true }),
})

describe('conversion of coordinates', () => {
  test('agrees with the published values of the common implementations', () => {
    // coordtransform (MIT), its documented example
    const gcj = fromWgs84({ lon: 116.404, lat: 39.915 }, 'gcj02')
    expect(gcj.lon).toBeCloseTo(116.41024449916938, 9)
    expect(gcj.lat).toBeCloseTo(39.91640428150164, 9)
    const baidu = fromWgs84({ lon: 116.404, lat: 39.915 }, 'bd09')
    expect(baidu.lon).toBeCloseTo(116.41662724378733, 9)
    expect(baidu.lat).toBeCloseTo(39.922699552216216, 9)
  })

  test('comes back to within 2 m (in truth a millimetre) in every datum', () => {
    fc.assert(
      fc.property(inChina, fc.constantFrom(...datums), (point, datum) => {
        expect(distanceMetres(toWgs84(fromWgs84(point, datum), datum), point)).toBeLessThan(0.001)
        expect(distanceMetres(fromWgs84(toWgs84(point, datum), datum), point)).toBeLessThan(0.001)
      }),
    )
  })

  test('moves GCJ-02 by hundreds of metres inside China and not at all outside', () => {
    const shaoxing = { lon: 120.582, lat: 30.001 }
    expect(distanceMetres(fromWgs84(shaoxing, 'gcj02'), shaoxing)).toBeGreaterThan(300)
    expect(distanceMetres(fromWgs84(shaoxing, 'gcj02'), shaoxing)).toBeLessThan(700)
    const manhattan = { lon: -73.98, lat: 40.77 }
    expect(fromWgs84(manhattan, 'gcj02')).toEqual(manhattan)
    expect(fromWgs84(shaoxing, 'cgcs2000')).toEqual(shaoxing)
  })
})
