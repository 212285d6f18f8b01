/** A place in WGS-84 degrees, longitude east and latitude north, as the API speaks it. */
export interface Point {
  readonly lon: number
  readonly lat: number
}

/** Mean radius of the Earth in metres (IUGG, Moritz 2000). */
export const earthRadiusMetres = 6_371_008.8

const radians = Math.PI / 180

/**
 * Great-circle distance in metres on the mean sphere (haversine); within 0.6 % of the WGS-84 ellipsoid,
 * exact to the millimetre between points of one street.
 */
export function distanceMetres(a: Point, b: Point): number {
  return metresBetween(a.lon, a.lat, b.lon, b.lat)
}

/** `distanceMetres` over bare numbers, for loops that must not allocate. */
export function metresBetween(lonA: number, latA: number, lonB: number, latB: number): number {
  const sinLat = Math.sin(((latB - latA) * radians) / 2)
  const sinLon = Math.sin(((lonB - lonA) * radians) / 2)
  const h = sinLat * sinLat + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLon * sinLon
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Finite and on the globe: -180 to 180 and -90 to 90. */
export function isOnGlobe(lon: number, lat: number): boolean {
  return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90
}
