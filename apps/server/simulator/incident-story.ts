import { findIncidentType, type IncidentType, isGrade, requirementOf } from '@kuaiji/catalog'
import type { IncidentItem } from '@kuaiji/response/shape'
import type { Point } from '@kuaiji/roads'
import { below, pick, type Random, randomStream } from '../city/random.ts'
import { Refused } from './api.ts'
import { attend, type Errand, type Order } from './crew.ts'
import { dispatch } from './dispatch-desk.ts'
import { incidentMix, otherResults, results } from './mix.ts'
import { leftToPeople, paces, secondsOf } from './pace.ts'
import { count, type World } from './world.ts'

/** An incident as its story knows it. */
export interface Incident {
  readonly id: string
  /** Names its stream of chance: the call it came from, so that it is the same in every run of a seed. */
  readonly stream: string
  readonly type: IncidentType
  readonly grade: 1 | 2 | 3 | 4
  readonly status: string
  readonly orders: readonly Order[]
  /** Unset: nobody knows yet. */
  readonly place?: Point
  readonly sceneSeconds: number
  /** Somebody at a console opened it: the desk leaves it to them for a while. */
  readonly foreign: boolean
}

/** An incident found open on the board. */
export function foundIncident(item: IncidentItem, seed: number): Incident {
  const random = randomStream(seed, `found/${item.id}`)
  const type = (findIncidentType(item.type)?.code ?? 'unknown_trouble') as IncidentType
  const minutes = incidentMix.find(row => row.type === type)?.sceneMinutes ?? 20
  return {
    id: item.id,
    stream: `found/${item.id}`,
    type,
    grade: isGrade(item.grade) ? item.grade : 2,
    status: item.status,
    orders: item.assignments,
    ...(item.location === null ? {} : { place: item.location }),
    sceneSeconds: secondsOf({ medianSeconds: minutes * 60, spread: 0.5 }, random),
    foreign: true,
  }
}

/** Everything that happens to an incident after it was opened, by crews and desks, until it is closed. */
export class IncidentStory {
  readonly #world: World
  readonly #incident: Incident
  readonly #attending = new Map<string, Promise<void>>()
  #place: Point | undefined
  #firstWord: Promise<void> | undefined

  constructor(world: World, incident: Incident) {
    this.#world = world
    this.#incident = incident
    this.#place = incident.place
  }

  async tell(): Promise<void> {
    const { orders, status } = this.#incident
    for (const order of orders) {
      if (order.status !== 'cleared' && order.status !== 'cancelled') this.attend(order)
    }
    try {
      if (orders.length === 0 && status === 'open') await this.#order()
    } finally {
      await this.#everyoneCleared()
    }
    await this.#firstWord
    if (status !== 'final_feedback') await this.#finish(paces.finalFeedback)
    await this.#review()
    this.#world.tally.closed++
  }

  /** A crew takes up an order, unless one has already; also for orders that somebody at a console sent. */
  attend(order: Order): void {
    if (this.#attending.has(order.id)) return
    const { grade, id, sceneSeconds, stream } = this.#incident
    const errand: Errand = {
      incident: id,
      stream,
      grade,
      sceneSeconds,
      place: () => this.#place,
      arrived: () => {
        this.#firstWord ??= watched(this.#giveFirstWord())
      },
    }
    this.#attending.set(order.id, watched(attend(this.#world, order, errand)))
  }

  /** Somebody found out where it is. */
  locate(place: Point): void {
    this.#place ??= place
  }

  async #order(): Promise<void> {
    const { agenda, api, speedNow } = this.#world
    const { id, type, grade, foreign } = this.#incident
    const random = this.#chance('order')
    const decideSeconds = secondsOf(paces.decide, random)
    const shared = below(random, leftToPeople.everyIncident) === 0 && speedNow() === 1
    await agenda.after(decideSeconds + (foreign || shared ? leftToPeople.waitSeconds : 0))
    if (foreign || shared) {
      const now = await api.get<IncidentItem>('dispatcher', `/api/incidents/${id}`)
      for (const order of now.assignments) this.attend(order)
      if (now.assignments.length > 0) return
    }
    if (requirementOf(type, grade).length === 0) return
    while (this.#place === undefined) await agenda.after(15)
    for await (const order of dispatch(this.#world, id, random)) this.attend(order)
  }

  async #everyoneCleared(): Promise<void> {
    for (let seen = -1; seen !== this.#attending.size; ) {
      seen = this.#attending.size
      await Promise.all(this.#attending.values())
    }
  }

  async #giveFirstWord(): Promise<void> {
    if (this.#incident.status !== 'open') return
    const at = await this.#world.agenda.after(secondsOf(paces.firstFeedback, this.#chance('first word')))
    await this.#say('crew', 'feedback', { final: false, at: at.toISOString() }, 'first')
  }

  async #finish(pace: { readonly medianSeconds: number; readonly spread: number }, again = 0): Promise<void> {
    const { type } = this.#incident
    const random = this.#chance(`final word ${again}`)
    await this.#world.agenda.after(secondsOf(pace, random))
    const went = this.#attending.size > 0 || this.#incident.orders.length > 0
    const result = went ? pick(random, results[type] ?? otherResults) : 'by_telephone'
    await this.#say('crew', 'feedback', { final: true, result }, `final-${again}`)
  }

  /** The duty leader returns about one in sixteen for completion, and closes what is complete. */
  async #review(): Promise<void> {
    const random = this.#chance('review')
    for (let again = 1; ; again++) {
      await this.#world.agenda.after(secondsOf(paces.review, random))
      if (again > 2 || random() > 1 / 16) break
      const reason = pick(random, ['result_missing', 'place_incomplete', 'caller_not_informed'])
      await this.#say('leader', 'review', { decision: 'return', reason }, `return-${again}`)
      await this.#finish(paces.complete, again)
    }
    await this.#say('leader', 'review', { decision: 'close' }, 'close')
  }

  /** A stream for each part: which of two things comes first must not change either. */
  #chance(part: string): Random {
    return randomStream(this.#world.seed, `${this.#incident.stream}/${part}`)
  }

  /** A refusal here means that somebody else was faster; the story goes on from there. */
  async #say(duty: 'crew' | 'leader', what: string, body: unknown, key: string): Promise<void> {
    const { api, tally } = this.#world
    const { id } = this.#incident
    try {
      await api.post(duty, `/api/incidents/${id}/${what}`, body, `${id}-${key}`)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      count(tally.refused, error.code)
    }
  }
}

/** Its failure is met where it is waited for, which may be later than it happens. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
