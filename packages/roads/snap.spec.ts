import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceMetres, type Point } from './geometry/point.ts'
import { buildGraph } from './graph.ts'
import { NodeIndex } from './snap.ts'
import { networkOf } from './testing/networks.ts'

function graphAt(points: readonly Point[]) {
  const nodes = {
    ids: points.map((_, node) => node),
    lons: points.map(({ lon }) => lon),
    lats: points.map(({ lat }) => lat),
  }
  return buildGraph({ ...networkOf(points.length, []), nodes })
}

const around = (centre: Point, reach: number) =>
  fc.record({
    lon: fc.double({ min: centre.lon - reach, max: centre.lon + reach, noNaN: true }),
    lat: fc.double({ min: centre.lat - reach, max: centre.lat + reach, noNaN: true }),
  })

describe('snapping', () => {
  test.each([
    ['a city', { lon: 120.6, lat: 30 }, 0.2],
    ['a far northern city', { lon: 25.7, lat: 66.5 }, 0.3],
    ['a country', { lon: 105, lat: 35 }, 18],
  ])('finds the node that measuring all of them finds: %s', (_, centre, reach) => {
    const points = fc.array(around(centre, reach), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(points, around(centre, 1.5 * reach), (nodes, place) => {
        const distances = nodes.map(node => distanceMetres(place, node))
        const metres = Math.min(...distances)
        const found = new NodeIndex(graphAt(nodes)).nearest(place)
        expect(found).toEqual({ node: distances.indexOf(metres), metres })
      }),
    )
  })

  test('finds a node from the other side of the globe', () => {
    const index = new NodeIndex(
      graphAt([
        { lon: 120, lat: 30 },
        { lon: 121, lat: 31 },
      ]),
    )
    expect(index.nearest({ lon: -60, lat: -30 }).metres).toBeGreaterThan(19_000_000)
    expect(index.nearest({ lon: 120.9, lat: 90 }).node).toBe(1)
  })

  test('refuses a place that is not on the globe', () => {
    const index = new NodeIndex(graphAt([{ lon: 120, lat: 30 }]))
    expect(() => index.nearest({ lon: Number.NaN, lat: 30 })).toThrow(RangeError)
    expect(() => index.nearest({ lon: 120, lat: 91 })).toThrow(RangeError)
    expect(() => new NodeIndex(graphAt([]))).toThrow(RangeError)
  })
})
