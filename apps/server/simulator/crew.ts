import type { Grade, Milestone } from '@kuaiji/catalog'
import type { Point } from '@kuaiji/roads'
import { between, randomStream } from '../city/random.ts'
import { type Duty, Refused } from './api.ts'
import { paces, secondsOf } from './pace.ts'
import { count, type World } from './world.ts'

/** An order to one unit, as the API shows it. */
export interface Order {
  readonly id: string
  readonly unit: string
  readonly status: string
}

/** What a crew needs to know of the incident it is sent to. */
export interface Errand {
  readonly incident: string
  /** Names the incident's stream of chance: the same in every run of a seed. */
  readonly stream: string
  readonly grade: Grade
  /** Unset while nobody knows where: the crew waits for it. */
  readonly place: () => Point | undefined
  readonly sceneSeconds: number
  /** The crew's first look at the scene. */
  readonly arrived: (at: Date) => void
}

const course = ['assigned', 'signed', 'acknowledged', 'en_route', 'staged', 'on_scene', 'cleared'] as const

/**
 * The station desk signs, the crew acknowledges, sets out, drives the real roads, works and clears: from wherever
 * the order stands, so that an order that somebody else sent, or a crew that is told by radio, fits in too.
 */
export async function attend(world: World, order: Order, errand: Errand): Promise<void> {
  const { agenda, fleet, seed } = world
  const random = randomStream(seed, `${errand.stream}/${order.unit}`)
  let reached = course.indexOf(order.status as (typeof course)[number])
  const reach = async (milestone: Milestone, at: Date, duty: Duty) => {
    reached = await report(world, order.id, errand.incident, milestone, at, duty)
  }
  if (reached === 0) await reach('signed', await agenda.after(secondsOf(paces.sign, random)), 'desk')
  if (reached === 1)
    await reach('acknowledged', await agenda.after(secondsOf(paces.acknowledge, random)), 'crew')
  if (reached >= 0 && reached < 5) {
    const place = await placeOf(world, errand)
    if (!fleet.has(order.unit)) fleet.add(order.unit, place)
    if (reached < 3) await reach('en_route', await agenda.after(secondsOf(paces.setOut, random) + 20), 'crew')
    if (reached >= 3 && reached < 5) {
      const mode = errand.grade <= 2 ? 'siren' : 'regular'
      const arrivesAt = fleet.depart(order.unit, place, mode, agenda.now(), between(random, 1, 1.25))
      await reach('on_scene', await agenda.until(arrivesAt), 'crew')
    }
  }
  if (reached === 5) {
    errand.arrived(agenda.now())
    await reach('cleared', await agenda.after(errand.sceneSeconds * between(random, 0.6, 1.2)), 'crew')
  }
  if (fleet.has(order.unit)) fleet.goHome(order.unit, agenda.now())
}

async function placeOf({ agenda }: World, errand: Errand): Promise<Point> {
  for (;;) {
    const place = errand.place()
    if (place !== undefined) return place
    await agenda.after(15)
  }
}

/** Reports a milestone and gives how far the order is now; -1 when it is over or gone. */
async function report(
  world: World,
  order: string,
  incident: string,
  milestone: Milestone,
  at: Date,
  duty: Duty,
): Promise<number> {
  const now = world.agenda.now()
  const when = at < now ? at : now
  try {
    await world.api.post(
      duty,
      `/api/assignments/${order}/milestones`,
      { type: milestone, at: when.toISOString() },
      `${order}-${milestone}`,
    )
    world.tally.milestones++
    return course.indexOf(milestone as (typeof course)[number])
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    count(world.tally.refused, error.code)
    return statusOf(world, order, incident)
  }
}

/** Somebody else moved the order on, or took it back: see where it stands. */
async function statusOf({ api }: World, order: string, incident: string): Promise<number> {
  const { assignments } = await api.get<{ assignments: readonly Order[] }>(
    'crew',
    `/api/incidents/${incident}`,
  )
  const found = assignments.find(({ id }) => id === order)
  return course.indexOf((found?.status ?? 'gone') as (typeof course)[number])
}
