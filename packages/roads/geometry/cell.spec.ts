import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellCentre, cellOf, columnsOf, idealColumns } from './cell.ts'

/** Length of a degree of latitude and of longitude on the WGS-84 ellipsoid, in metres. */
function degreeMetres(lat: number): { north: number; east: number } {
  const radians = (lat * Math.PI) / 180
  const eccentricity = 0.00669437999014
  const w = Math.sqrt(1 - eccentricity * Math.sin(radians) ** 2)
  const degree = (6_378_137 * Math.PI) / 180
  return { north: (degree * (1 - eccentricity)) / w ** 3, east: (degree * Math.cos(radians)) / w }
}

test('cells are 500 m in both axes to within 1 percent wherever a city may be', () => {
  for (let lat = -80; lat <= 80; lat += 0.37) {
    const row = Number(/^r(\d+)/.exec(cellOf({ lon: 100, lat }))![1])
    const middle = degreeMetres(cellCentre(`r${row}c0`).lat)
    expect(Math.abs((middle.north * 180) / 40_030 / 500 - 1)).toBeLessThan(0.01)
    expect(Math.abs((middle.east * 360) / columnsOf(row) / 500 - 1)).toBeLessThan(0.01)
  }
})

test('the centre of a cell lies in it, and every point lies within half a cell of its centre', () => {
  const point = fc.record({
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -80, max: 80, noNaN: true }),
  })
  fc.assert(
    fc.property(point, ({ lon, lat }) => {
      const cell = cellOf({ lon, lat })
      const centre = cellCentre(cell)
      expect(cellOf(centre)).toBe(cell)
      const { north, east } = degreeMetres(lat)
      expect(Math.abs(lat - centre.lat) * north).toBeLessThan(253)
      const eastward = Math.abs(lon - centre.lon)
      expect(Math.min(eastward, 360 - eastward) * east).toBeLessThan(253)
    }),
  )
})

test('codes are stable: known places keep theirs', () => {
  expect(cellOf({ lon: 120.582, lat: 30.001 })).toBe('r26686c57891')
  expect(cellOf({ lon: -73.9817, lat: 40.7684 })).toBe('r29081c17856')
  expect(cellOf({ lon: 174.7633, lat: -36.8485 })).toBe('r11820c63135')
})

test('no row is so near to a half that another rounding of the cosine would shift its columns', () => {
  let nearest = 1
  for (let row = 0; row < 40_030; row++) {
    const ideal = idealColumns(row)
    nearest = Math.min(nearest, Math.abs(ideal - Math.floor(ideal) - 0.5))
  }
  expect(nearest).toBeGreaterThan(1e-7)
})

test('the poles and 180 degrees have cells; what is not on the globe has none', () => {
  expect(cellOf({ lon: 180, lat: 90 })).toBe('r40029c0')
  expect(cellOf({ lon: -180, lat: -90 })).toBe('r0c0')
  expect(cellOf({ lon: 180, lat: 0 })).toBe(cellOf({ lon: -180, lat: 0 }))
  for (const point of [
    { lon: 181, lat: 0 },
    { lon: 0, lat: Number.NaN },
  ]) {
    expect(() => cellOf(point)).toThrow(RangeError)
  }
  for (const code of ['', 'r1', 'r40030c0', 'r0c3', 'r01c0', 'r1c99999']) {
    expect(() => cellCentre(code)).toThrow(RangeError)
  }
})
