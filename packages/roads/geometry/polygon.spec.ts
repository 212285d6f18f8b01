import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testWith } from '../testing/shared-data.ts'
import { inPolygon, type Ring } from './polygon.ts'

const square = (west: number, south: number, size: number): Ring => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]

describe('a polygon', () => {
  test('holds what is inside its outer ring and outside its holes', () => {
    const rings = [square(0, 0, 10), square(4, 4, 2)]
    expect(inPolygon({ lon: 1, lat: 1 }, rings)).toBe(true)
    expect(inPolygon({ lon: 5, lat: 5 }, rings)).toBe(false)
    expect(inPolygon({ lon: 11, lat: 5 }, rings)).toBe(false)
    expect(inPolygon({ lon: 5, lat: 5 }, [])).toBe(false)
  })

  test('may be closed or left open, and run either way', () => {
    const ring = square(0, 0, 10)
    for (const same of [ring, ring.slice(0, -1), ring.toReversed()]) {
      expect(inPolygon({ lon: 3, lat: 7 }, [same])).toBe(true)
      expect(inPolygon({ lon: 3, lat: 11 }, [same])).toBe(false)
    }
  })

  test('shares no point with its neighbours and leaves none out, corners and edges included', () => {
    const tiles = [square(0, 0, 2), square(2, 0, 2), square(0, 2, 2), square(2, 2, 2)]
    const coordinate = fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.double({ min: 0, max: 3.99, noNaN: true }))
    fc.assert(
      fc.property(coordinate, coordinate, (lon, lat) => {
        expect(tiles.filter(ring => inPolygon({ lon, lat }, [ring]))).toHaveLength(1)
      }),
    )
  })

  testWith('sf', 'agrees with the districts recorded for real incidents', async folder => {
    const read = async (name: string) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8'))
    const districts = (await read('sfpd_districts.geojson')).features as Feature[]
    const incidents = (await read('sf_crime_5000.geojson')).features as Feature[]
    const agreeing = incidents.filter(({ geometry, properties }) => {
      const [lon, lat] = geometry.coordinates as [number, number]
      const own = districts.find(({ geometry }) => inPolygon({ lon, lat }, ringsOf(geometry.coordinates)))
      return own !== undefined && nameOf(own.properties) === nameOf(properties)
    })
    expect(agreeing.length / incidents.length).toBeGreaterThan(0.98)
  })
})

interface Feature {
  readonly geometry: { readonly coordinates: unknown }
  readonly properties: Readonly<Record<string, unknown>>
}

/** Rings of a Polygon or MultiPolygon, whatever their depth. */
function ringsOf(coordinates: unknown): Ring[] {
  const list = coordinates as unknown[]
  const isRing = typeof (list[0] as unknown[])[0] === 'number'
  return isRing ? [list as Ring] : list.flatMap(ringsOf)
}

function nameOf(properties: Readonly<Record<string, unknown>>): unknown {
  return properties.PdDistrict ?? properties.district
}
