import { refuse } from '@kuaiji/kernel'
import type { City, Place } from './services.ts'
import type { Point } from './shape.ts'

/** The place of a point that must lie in the city; 422 `outside_city` says where in the body it stands. */
export function placeInside(city: City, point: Point, place: `body/${string}` = 'body/location'): Place {
  const found = city.placeOf(point)
  if (found !== undefined) return found
  throw refuse(422, 'outside_city', `${place} lies outside the city.`, { place })
}
