import type { Point } from '@kuaiji/roads'

/** A place on the drawing board: metres east and north of the city's middle, before bending. */
export interface Plan {
  readonly x: number
  readonly y: number
}

/** Open sea: the nearest real coast is more than 150 km away, so no point can be mistaken for a real place. */
export const centre: Point = { lon: 125, lat: 30 }

const metresPerDegree = (Math.PI / 180) * 6_371_008.8
const metresPerDegreeEast = metresPerDegree * Math.cos((centre.lat * Math.PI) / 180)

/**
 * From the drawing board to the globe. Everything is drawn with straight lines and then bent by the same
 * smooth field, so that roads, rivers and borders curve together and stay where they were to each other.
 * The field's slope stays below 0.3, so it never folds.
 */
export function toPoint({ x, y }: Plan): Point {
  const east = x + 420 * Math.sin(y / 2900 + 0.7) + 240 * Math.sin((x + y) / 4300 + 2.1)
  const north = y + 380 * Math.sin(x / 3100 + 1.9) + 260 * Math.sin((x - y) / 4700 + 0.4)
  return {
    lon: round6(centre.lon + east / metresPerDegreeEast),
    lat: round6(centre.lat + north / metresPerDegree),
  }
}

/** Six decimals: 0.11 m, and the same digits in memory and in a file. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

/** A closed curve around a middle, its radius a smooth function of the bearing. */
export interface Star {
  readonly middle: Plan
  readonly radius: number
  /** Shape: strength and phase of the 2nd and 3rd wave around the circle, and how much wider than high. */
  readonly waves: readonly [number, number, number, number]
  readonly stretch: number
}

/** 0 at the middle, 1 on the curve. */
export function depthIn(star: Star, { x, y }: Plan): number {
  const dx = (x - star.middle.x) / star.stretch
  const dy = y - star.middle.y
  return Math.hypot(dx, dy) / radiusAt(star, Math.atan2(dy, dx))
}

/** Corners of the curve, counter-clockwise, not closed. */
export function cornersOf(star: Star, count: number): Plan[] {
  return Array.from({ length: count }, (_, i) => {
    const bearing = (i / count) * 2 * Math.PI
    const r = radiusAt(star, bearing)
    return {
      x: star.middle.x + star.stretch * r * Math.cos(bearing),
      y: star.middle.y + r * Math.sin(bearing),
    }
  })
}

function radiusAt({ radius, waves: [two, twoPhase, three, threePhase] }: Star, bearing: number): number {
  return radius * (1 + two * Math.sin(2 * bearing + twoPhase) + three * Math.sin(3 * bearing + threePhase))
}
