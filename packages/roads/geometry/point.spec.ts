import { expect, test } from 'vitest'
import { distanceMetres } from './point.ts'

test('distances agree with the sphere: a degree of latitude, a quarter of the globe, nothing', () => {
  expect(distanceMetres({ lon: 120, lat: 30 }, { lon: 120, lat: 31 })).toBeCloseTo(111_195.08, 1)
  expect(distanceMetres({ lon: 0, lat: 0 }, { lon: 90, lat: 0 })).toBeCloseTo(10_007_557.2, 0)
  expect(distanceMetres({ lon: 0, lat: 0 }, { lon: 180, lat: 0 })).toBeCloseTo(20_015_114.4, 0)
  expect(distanceMetres({ lon: 120.5, lat: 30.1 }, { lon: 120.5, lat: 30.1 })).toBe(0)
})

test('a short distance keeps its millimetres', () => {
  const metresEast = (distanceMetres({ lon: 0, lat: 0 }, { lon: 1, lat: 0 }) * 1e-6) / 1
  expect(distanceMetres({ lon: 0, lat: 0 }, { lon: 1e-6, lat: 0 })).toBeCloseTo(metresEast, 6)
})
