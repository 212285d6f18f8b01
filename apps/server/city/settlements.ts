import { depthIn, type Plan } from './plane.ts'
import { between, type Random } from './random.ts'
import { outline, riverSides, urbanDepth } from './territory.ts'

/** Where a town or sub-district has its seat; `rural` seats grow a small settlement of their own. */
export interface Settlement extends Plan {
  readonly rural: boolean
}

const urbanSeats = 64
const ruralSeats = 56

/** 120 seats, evenly spread: each is the best of many candidates, the one farthest from all seats so far. */
export function settle(random: Random): Settlement[] {
  const placed: Settlement[] = []
  const place = (rural: boolean, fits: (plan: Plan) => boolean) => {
    let best: Plan | undefined
    let room = -1
    for (let tried = 0; tried < 24; ) {
      const plan = { x: between(random, -35_000, 35_000), y: between(random, -28_000, 28_000) }
      if (!fits(plan)) continue
      tried++
      const nearest = Math.min(...placed.map(p => Math.hypot(p.x - plan.x, p.y - plan.y)), 1e9)
      if (nearest > room) {
        room = nearest
        best = plan
      }
    }
    placed.push({ ...best!, rural })
  }
  for (let i = 0; i < urbanSeats; i++) place(false, plan => urbanDepth(plan) < 0.9 && isDry(plan))
  for (let i = 0; i < ruralSeats; i++) {
    place(true, plan => depthIn(outline, plan) < 0.93 && urbanDepth(plan) > 1.4 && isDry(plan))
  }
  return placed
}

function isDry(plan: Plan): boolean {
  const { main, brook } = riverSides(plan)
  return Math.abs(main) > 500 && Math.abs(brook) > 400
}
