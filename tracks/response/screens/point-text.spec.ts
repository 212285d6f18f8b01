import { expect, it } from 'vitest'
import { formatPoint, parsePoint } from './point-text.ts'

it.each([
  ['30.01231, 125.03861', { lat: 30.01231, lon: 125.03861 }],
  ['30.01231，125.03861', { lat: 30.01231, lon: 125.03861 }],
  [' -7.5 110 ', { lat: -7.5, lon: 110 }],
  ['125.03861, 30.01231', undefined],
  ['30.01231', undefined],
  ['解放路 1 号', undefined],
  ['', undefined],
])('reads %j', (text, point) => {
  expect(parsePoint(text)).toEqual(point)
})

it('writes what it reads', () => {
  const point = { lat: 30.01231, lon: 125.03861 }
  expect(parsePoint(formatPoint(point))).toEqual(point)
})
