import { cellOf, type Point } from '@kuaiji/roads'
import type { CityData } from './city.ts'
import type { Plan } from './plane.ts'
import { urbanDepth } from './territory.ts'

/** Residents of the demonstration bureau. */
export const residentsTotal = 5_000_000

/**
 * How many people a street node stands for: most in the middle of a built-up area, few in open country.
 * (64 street nodes to the square kilometre make 13,000 people in the middle, 6,000 at the edge.)
 */
export function weightAt(plan: Plan): number {
  const depth = urbanDepth(plan)
  return depth < 1 ? 200 - 105 * depth : 26
}

/** Totals per 500 m cell, summing to `residentsTotal` exactly (largest remainders). */
export function settleResidents(points: readonly Point[], weights: readonly number[]): CityData['residents'] {
  const byCell = new Map<string, number>()
  points.forEach((point, i) => {
    const cell = cellOf(point)
    byCell.set(cell, (byCell.get(cell) ?? 0) + weights[i]!)
  })
  const sum = weights.reduce((a, b) => a + b, 0)
  const shares = [...byCell].map(([cell, weight]) => {
    const exact = (weight / sum) * residentsTotal
    return { cell, total: Math.floor(exact), rest: exact - Math.floor(exact) }
  })
  shares.sort((a, b) => b.rest - a.rest || (a.cell < b.cell ? -1 : 1))
  const missing = residentsTotal - shares.reduce((n, share) => n + share.total, 0)
  return shares
    .map(({ cell, total }, i) => ({ cell, total: i < missing ? total + 1 : total }))
    .sort((a, b) => (a.cell < b.cell ? -1 : 1))
}

/** Divides `count` things over weights, at least `least` each (largest remainders over what is left). */
export function divide(count: number, weights: readonly number[], least: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const free = count - least * weights.length
  const exact = weights.map(weight => (weight / sum) * free)
  const parts = exact.map(x => least + Math.floor(x))
  const order = exact
    .map((x, i) => ({ i, rest: x - Math.floor(x) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
  const missing = count - parts.reduce((a, b) => a + b, 0)
  for (const { i } of order.slice(0, missing)) parts[i]!++
  return parts
}
