import type { Point } from './point.ts'

/** A closed line of GeoJSON positions; the last may repeat the first or not. */
export type Ring = readonly (readonly number[])[]

/**
 * Even-odd test over all rings of a GeoJSON Polygon (outer ring and holes) or, with its polygons flattened, of a
 * MultiPolygon. Edges are half-open (south and west belong to the area), so of two areas that share an edge
 * exactly one holds a point on it. The datum of point and rings must be the same.
 */
export function inPolygon(point: Point, rings: readonly Ring[]): boolean {
  let inside = false
  for (const ring of rings) if (crossesOddly(point, ring)) inside = !inside
  return inside
}

function crossesOddly(point: Point, ring: Ring): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [lonA, latA] = ring[i] as [number, number]
    const [lonB, latB] = ring[j] as [number, number]
    if (latA > point.lat === latB > point.lat) continue
    if (point.lon < ((lonB - lonA) * (point.lat - latA)) / (latB - latA) + lonA) odd = !odd
  }
  return odd
}
