import type { Label } from '@kuaiji/catalog'
import { depthIn, type Plan } from './plane.ts'
import { outline } from './territory.ts'

export interface Expressway {
  readonly code: string
  readonly name: Label
  /** Middle line, a point every 250 m: the stake of point k is k × 250 m. */
  readonly line: readonly Plan[]
}

export const stepMetres = 250
/** An interchange every 4 km: between them nobody gets on or off. */
export const interchangeEvery = 16
/** Carriageways lie this far from the middle line. */
export const offsetMetres = 14

/** Three expressways through the territory, above or below every street they meet. */
export function drawExpressways(): Expressway[] {
  return [
    expressway('S1', '云汀东西高速', 'Yunting East-West Expressway', t => ({
      x: t,
      y: -5300 + 1500 * Math.sin(t / 9000 + 0.4),
    })),
    expressway('S2', '云汀南北高速', 'Yunting North-South Expressway', t => ({
      x: 12_200 + 1200 * Math.sin(t / 7000),
      y: t,
    })),
    expressway('S3', '云汀斜线高速', 'Yunting Diagonal Expressway', t => ({
      x: 0.82 * t - 6000,
      y: -0.57 * t + 5200 + 900 * Math.sin(t / 6000),
    })),
  ]
}

function expressway(code: string, zh: string, en: string, at: (t: number) => Plan): Expressway {
  const line: Plan[] = []
  let last: Plan | undefined
  for (let t = -38_000; t <= 38_000; t += 10) {
    const plan = at(t)
    if (depthIn(outline, plan) > 0.97) continue
    if (last === undefined || Math.hypot(plan.x - last.x, plan.y - last.y) >= stepMetres) {
      line.push(plan)
      last = plan
    }
  }
  return { code, name: { zh, en }, line }
}

/** The line moved sideways: positive to the right of the direction of travel. */
export function beside(line: readonly Plan[], metres: number): Plan[] {
  return line.map((plan, k) => {
    const before = line[Math.max(0, k - 1)]!
    const after = line[Math.min(line.length - 1, k + 1)]!
    const length = Math.hypot(after.x - before.x, after.y - before.y)
    return {
      x: plan.x + ((after.y - before.y) / length) * metres,
      y: plan.y - ((after.x - before.x) / length) * metres,
    }
  })
}
