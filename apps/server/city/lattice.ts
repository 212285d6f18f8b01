import { depthIn, type Plan } from './plane.ts'
import { chanceAt } from './random.ts'
import type { Settlement } from './settlements.ts'
import { outline, riverSides, rivers, urbanDepth } from './territory.ts'

/** Distance of the finest streets. Lines carry a rank: every 2nd line is rank 1, every 4th rank 2, … every 32nd 5. */
export const pitchMetres = 125
const columns = 288
const rows = 224
const wide = 2 * columns + 1

export const ranks = { alley: 0, lane: 1, street: 2, road: 3, avenue: 4, boulevard: 5 } as const

/** A stretch of street between two crossings of the lattice. */
export interface LatticeStretch {
  readonly from: number
  readonly to: number
  readonly rank: number
  /** `h` runs east, `v` runs north. */
  readonly axis: 'h' | 'v'
  readonly line: number
  /** Position of `from` along its line, in pitches. */
  readonly step: number
  readonly ring: boolean
  readonly bridge: boolean
  readonly oneWay: boolean
}

/** Lattice crossing → its number. */
export function crossing(i: number, j: number): number {
  return (j + rows) * wide + i + columns
}

export function planOf(number: number): Plan {
  return {
    x: ((number % wide) - columns) * pitchMetres,
    y: (Math.floor(number / wide) - rows) * pitchMetres,
  }
}

export function rankOf(line: number): number {
  return line === 0 ? ranks.boulevard : Math.min(ranks.boulevard, 31 - Math.clz32(line & -line))
}

/** All streets on the drawing board: dense in built-up areas, coarser in settlements, country roads between. */
export function layStreets(seed: number, settlements: readonly Settlement[]): LatticeStretch[] {
  const finest = finestRanks(settlements)
  const stretches: LatticeStretch[] = []
  const lay = (axis: 'h' | 'v', i: number, j: number) => {
    const from = crossing(i, j)
    const to = axis === 'h' ? crossing(i + 1, j) : crossing(i, j + 1)
    const line = axis === 'h' ? j : i
    const step = axis === 'h' ? i : j
    const rank = rankOf(line)
    const coarser = Math.max(finest[from]!, finest[to]!)
    if (rank < coarser || isGap(seed, axis, line, step, coarser)) return
    const bridge = crossesWater(planOf(from), planOf(to))
    if (bridge && rank < ranks.avenue) return
    const oneWay = rank === ranks.alley && urbanDepth(planOf(from)) < 0.55
    stretches.push({ from, to, rank, axis, line, step, ring: isRing(axis, line, step), bridge, oneWay })
  }
  for (let j = -rows; j < rows; j++) {
    for (let i = -columns; i < columns; i++) {
      lay('h', i, j)
      lay('v', i, j)
    }
  }
  return stretches
}

/** Small streets are missing here and there, a whole block at a time: crossings become junctions of three. */
function isGap(seed: number, axis: 'h' | 'v', line: number, step: number, finest: number): boolean {
  const rank = rankOf(line)
  if (rank > Math.min(finest + 1, ranks.road)) return false
  const block = (step >> finest) * 2 + (axis === 'h' ? 0 : 1)
  return chanceAt(seed, line, block) < (finest >= ranks.street ? 0.24 : 0.13)
}

/** Rank of the finest line kept at each crossing; 9 where there is no land of ours. */
function finestRanks(settlements: readonly Settlement[]): Uint8Array {
  const finest = new Uint8Array(wide * (2 * rows + 1)).fill(9)
  for (let j = -rows; j <= rows; j++) {
    for (let i = -columns; i <= columns; i++) {
      const plan = { x: i * pitchMetres, y: j * pitchMetres }
      if (depthIn(outline, plan) > 0.985) continue
      finest[crossing(i, j)] = finestAt(urbanDepth(plan))
    }
  }
  for (const settlement of settlements) if (settlement.rural) roundSettlement(finest, settlement)
  return finest
}

/** Outside built-up areas streets thin out: suburb, villages, open country. */
function finestAt(depth: number): number {
  if (depth < 1) return ranks.alley
  if (depth < 1.4) return ranks.lane
  return depth < 2.2 ? ranks.street : ranks.road
}

function roundSettlement(finest: Uint8Array, { x, y }: Settlement): void {
  const reach = 12
  const i0 = Math.round(x / pitchMetres)
  const j0 = Math.round(y / pitchMetres)
  for (let j = j0 - reach; j <= j0 + reach; j++) {
    for (let i = i0 - reach; i <= i0 + reach; i++) {
      const apart = Math.hypot(i - i0, j - j0)
      const number = crossing(i, j)
      if (apart > reach || finest[number] === 9) continue
      const rank = apart < 4 ? ranks.alley : ranks.lane
      finest[number] = Math.min(finest[number]!, rank)
    }
  }
}

/** Two ring roads around the city proper, on lattice lines. */
function isRing(axis: 'h' | 'v', line: number, step: number): boolean {
  const onRing = (halfWidth: number, halfHeight: number) =>
    axis === 'h'
      ? Math.abs(line) === halfHeight && step >= -halfWidth && step < halfWidth
      : Math.abs(line) === halfWidth && step >= -halfHeight && step < halfHeight
  return onRing(32, 32) || onRing(80, 64)
}

/** A stretch that leads over water or has an end in it. */
function crossesWater(a: Plan, b: Plan): boolean {
  const sideA = riverSides(a)
  const sideB = riverSides(b)
  const wet = (distance: number, halfWidth: number) => Math.abs(distance) < halfWidth
  return (
    sideA.main < 0 !== sideB.main < 0 ||
    wet(sideA.main, rivers.main.halfWidth) ||
    wet(sideB.main, rivers.main.halfWidth) ||
    (sideA.brook < 0 !== sideB.brook < 0 && sideA.main < 0 && sideB.main < 0) ||
    wet(sideA.brook, rivers.brook.halfWidth) ||
    wet(sideB.brook, rivers.brook.halfWidth)
  )
}
