import type { Point } from '../shape.ts'

/** Five places are about a metre. */
export function formatPoint({ lat, lon }: Point): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`
}

/** `30.01231, 125.03861` as people write it: latitude first, any comma or space between. */
export function parsePoint(text: string): Point | undefined {
  const [, lat, lon] = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text) ?? []
  if (lat === undefined || lon === undefined) return undefined
  const point = { lon: Number(lon), lat: Number(lat) }
  return Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180 ? point : undefined
}
