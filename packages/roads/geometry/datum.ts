import type { Point } from './point.ts'

/** Coordinate systems an import may declare. Everything is stored as WGS-84. */
export const datums = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export type Datum = (typeof datums)[number]

/**
 * Point of a declared datum as WGS-84.
 *
 * `cgcs2000` is taken as WGS-84: both are realisations of the same terrestrial frame on ellipsoids that differ by
 * 0.1 mm; what remains is the drift of the plate since epoch 2000 (about 3 cm a year, under 1 m), below the 2 m
 * to which conversions here are held. `gcj02` and `bd09` are inverted numerically; the round trip is exact to
 * below a millimetre, and the systems themselves are published formulas, not surveys.
 */
export function toWgs84(point: Point, datum: Datum): Point {
  switch (datum) {
    case 'wgs84':
    case 'cgcs2000':
      return { lon: point.lon, lat: point.lat }
    case 'gcj02':
      return invert(gcj02FromWgs84, point)
    case 'bd09':
      return invert(gcj02FromWgs84, invert(bd09FromGcj02, point))
  }
}

/** WGS-84 point in another datum, e.g. to hand to a partner's map. */
export function fromWgs84(point: Point, datum: Datum): Point {
  switch (datum) {
    case 'wgs84':
    case 'cgcs2000':
      return { lon: point.lon, lat: point.lat }
    case 'gcj02':
      return gcj02FromWgs84(point)
    case 'bd09':
      return bd09FromGcj02(gcj02FromWgs84(point))
  }
}

/** Krasovsky 1940 ellipsoid, on which GCJ-02 is defined. */
const semiMajorMetres = 6_378_245
const eccentricitySquared = 0.006693421622965943

function gcj02FromWgs84(point: Point): Point {
  if (!isShifted(point)) return point
  const x = point.lon - 105
  const y = point.lat - 35
  const latRadians = (point.lat / 180) * Math.PI
  const flattening = 1 - eccentricitySquared * Math.sin(latRadians) ** 2
  const meridianMetres = (semiMajorMetres * (1 - eccentricitySquared)) / flattening ** 1.5
  const parallelMetres = (semiMajorMetres / Math.sqrt(flattening)) * Math.cos(latRadians)
  return {
    lon: point.lon + (eastMetres(x, y) * 180) / (parallelMetres * Math.PI),
    lat: point.lat + (northMetres(x, y) * 180) / (meridianMetres * Math.PI),
  }
}

function eastMetres(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  return base + ripple(x) + wave(20, x, 1) + wave(40, x, 3) + wave(150, x, 12) + wave(300, x, 30)
}

function northMetres(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  return base + ripple(x) + wave(20, y, 1) + wave(40, y, 3) + wave(160, y, 12) + wave(320, y, 30)
}

/** Both axes carry the same two short waves over the longitude. */
function ripple(x: number): number {
  return wave(20, x, 1 / 6) + wave(20, x, 1 / 2)
}

function wave(metres: number, position: number, halfPeriodDegrees: number): number {
  return (2 / 3) * metres * Math.sin((position / halfPeriodDegrees) * Math.PI)
}

/** GCJ-02 shifts only inside this box; outside it is WGS-84. */
function isShifted({ lon, lat }: Point): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

function bd09FromGcj02({ lon, lat }: Point): Point {
  const phase = (Math.PI * 3000) / 180
  const radius = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * phase)
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * phase)
  return { lon: radius * Math.cos(angle) + 0.0065, lat: radius * Math.sin(angle) + 0.006 }
}

/** Fixed-point inverse of a map near the identity: each step cuts the error about a thousandfold. */
function invert(forward: (point: Point) => Point, image: Point): Point {
  let { lon, lat } = image
  for (let step = 0; step < 12; step++) {
    const reached = forward({ lon, lat })
    lon += image.lon - reached.lon
    lat += image.lat - reached.lat
  }
  return { lon, lat }
}
