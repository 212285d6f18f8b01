import type { Recommendation } from '@kuaiji/response/shape'
import { pick, type Random } from '../city/random.ts'
import { Refused } from './api.ts'
import type { Order } from './crew.ts'
import { count, type World } from './world.ts'

const deviations = ['local_knowledge', 'already_near', 'closer_in_truth'] as const
const deviationShare = 0.04
const roundsMax = 12

/**
 * Sends what the recommendation says, now and then another unit with a reason. A unit that somebody else took in
 * the meantime is replaced from a fresh recommendation; what is missing altogether is asked for again each minute.
 * Gives each order as it is made.
 */
export async function* dispatch(world: World, incident: string, random: Random): AsyncGenerator<Order> {
  const sent = new Map<string, number>()
  for (let round = 0; round < roundsMax; round++) {
    const advice = await world.api.get<Recommendation>(
      'dispatcher',
      `/api/incidents/${incident}/recommendation`,
    )
    const open = (capability: string) => {
      const wanted = advice.requirement.find(need => need.capability === capability)?.count ?? 0
      return (sent.get(capability) ?? 0) < wanted
    }
    let taken = false
    for (const unit of advice.units) {
      if (!open(unit.meets)) continue
      const other = advice.alternatives.find(({ meets }) => meets === unit.meets)
      const deviates = other !== undefined && random() < deviationShare
      const chosen = deviates ? other : unit
      const reason = deviates ? { deviation: pick(random, deviations) } : {}
      const order = await send(world, incident, chosen.unit, reason, round)
      if (order === undefined) {
        taken = true
        continue
      }
      sent.set(unit.meets, (sent.get(unit.meets) ?? 0) + 1)
      yield order
    }
    const complete = advice.shortfall.length === 0 || !advice.requirement.some(need => open(need.capability))
    if (complete && !taken) return
    await world.agenda.after(taken ? 3 : 60)
  }
}

async function send(
  world: World,
  incident: string,
  unit: string,
  reason: { deviation?: string },
  round: number,
): Promise<Order | undefined> {
  try {
    const { id } = await world.api.post<{ id: string }>(
      'dispatcher',
      `/api/incidents/${incident}/assignments`,
      { unit, ...reason },
      `${incident}-${unit}-${round}`,
    )
    world.tally.orders++
    return { id, unit, status: 'assigned' }
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error
    count(world.tally.refused, error.code)
    return undefined
  }
}
