import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { describe, expect, test } from 'vitest'
import { buildGraph } from './graph.ts'
import { networkOf } from './testing/networks.ts'
import { roadTiles, tileZoomMax } from './tiles.ts'

/** A trunk road and, crossing it, a minor one, each 20 km or so. */
const network = networkOf(5, [
  [0, 1, 1, 1, 1],
  [1, 2, 1, 1, 1],
  [3, 1, 1, 1, 5],
  [1, 4, 1, 1, 5],
])
const lons = [120.0, 120.1, 120.2, 120.1, 120.1]
const lats = [30.0, 30.0, 30.0, 29.9, 30.1]
const tiles = roadTiles(buildGraph({ ...network, nodes: { ids: network.nodes.ids, lons, lats } }))

function classesIn(bytes: Uint8Array | undefined): unknown[] {
  if (bytes === undefined) return []
  const layer = new VectorTile(new PbfReader(bytes)).layers.roads!
  return Array.from({ length: layer.length }, (_, i) => layer.feature(i).properties.class).sort()
}

function tileAt(lon: number, lat: number, z: number): [number, number, number] {
  const sin = Math.sin((lat * Math.PI) / 180)
  const y = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)
  return [z, Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(y * 2 ** z)]
}

describe('vector tiles', () => {
  test('hold one layer of lines whose points lie where the roads are', () => {
    const [z, x, y] = tileAt(120.1, 30, 12)
    const tile = new VectorTile(new PbfReader(tiles.tile(z, x, y)!))
    expect(Object.keys(tile.layers)).toEqual(['roads'])
    const points = Array.from({ length: tile.layers.roads!.length }, (_, i) => {
      const { geometry } = tile.layers.roads!.feature(i).toGeoJSON(x, y, z)
      return geometry.type === 'LineString' ? geometry.coordinates : []
    }).flat() as [number, number][]
    expect(points.length).toBeGreaterThan(3)
    for (const [lon, lat] of points) {
      expect(Math.min(Math.abs(lon - 120.1), Math.abs(lat - 30))).toBeLessThan(1e-4)
    }
  })

  test('show main roads from afar and all roads near by', () => {
    expect(classesIn(tiles.tile(...tileAt(120.1, 30, 9)))).toEqual(['trunk', 'trunk'])
    expect(classesIn(tiles.tile(...tileAt(120.1, 30, 14)))).toEqual(['minor', 'minor', 'trunk', 'trunk'])
  })

  test('are the same bytes when asked again', () => {
    const at = tileAt(120.1, 30, tileZoomMax)
    expect(tiles.tile(...at)).toBe(tiles.tile(...at))
  })

  test('are absent where there is no road, no such tile or no such zoom', () => {
    expect(tiles.tile(...tileAt(120.05, 30.05, 16))).toBeUndefined()
    expect(tiles.tile(...tileAt(-74, 40, 12))).toBeUndefined()
    const [z, x, y] = tileAt(120.1, 30, 3)
    for (const wrong of [
      [-1, 0, 0],
      [17, 0, 0],
      [z, x + 8, y],
      [z, x, -1],
      [3.5, 1, 1],
      [Number.NaN, 0, 0],
    ]) {
      expect(tiles.tile(...(wrong as [number, number, number]))).toBeUndefined()
    }
  })

  test('say how far the network reaches', () => {
    expect(tiles.bounds).toEqual([120, 29.9, 120.2, 30.1])
  })
})
