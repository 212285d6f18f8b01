import { findCallChannel } from '@kuaiji/catalog'
import type { CallItem } from '@kuaiji/response/shape'
import type { Point } from '@kuaiji/roads'
import { addressNear, describe } from '../city/address.ts'
import { placeOf } from '../city/place.ts'
import { below, type Random, randomStream } from '../city/random.ts'
import { type Duty, Refused } from './api.ts'
import type { Caller, IncidentMatter } from './callers.ts'
import type { Incident } from './incident-story.ts'
import { leftToPeople, paces, secondsOf } from './pace.ts'
import { count, type World } from './world.ts'

/** Seats of the call centre: who finds none free keeps ringing. */
const seats = 14
/** An open call this old at a start belongs to nobody. */
const tidyAfterMs = 600_000

/** Who is told what the desk found out. */
export interface Board {
  opened(incident: Incident): void
  located(incident: string, place: Point): void
  /** Runs a story beside the others. */
  start(story: () => Promise<unknown>): void
}

type Answered = 'at_once' | 'called_back' | 'nobody'

/** Call-takers: they answer, listen, sort, and open incidents. */
export class CallDesk {
  readonly #world: World
  readonly #board: Board
  #busy = 0

  constructor(world: World, board: Board) {
    this.#world = world
    this.#board = board
  }

  /**
   * One call from its first ring until the desk is done with it; gives the incident it led to. `stream` names the
   * call in every run of a seed; `known` is the incident that an earlier caller told of.
   */
  async take(
    stream: string,
    caller: Caller,
    at: Date,
    known?: Promise<string | undefined>,
  ): Promise<string | undefined> {
    const { api, tally, agenda, city, seed } = this.#world
    const random = randomStream(seed, `${stream}/desk`)
    const { channel, location, address, telephone, text } = caller
    const body = { channel, location, address, telephone, text, at: at.toISOString() }
    const { id } = await api.post<{ id: string }>('caller', '/api/calls', body, stream)
    tally.calls++
    try {
      if (location !== undefined && placeOf(city, location) === undefined) {
        await agenda.after(secondsOf(paces.neighbourAccepts, random))
        await this.#say(id, 'handover-acceptance', {}, 'neighbour')
        return undefined
      }
      const answered = await this.#answer(id, caller, at, random)
      return answered === 'nobody' ? undefined : await this.#hear(id, stream, caller, answered, random, known)
    } catch (error) {
      // Somebody at a console has the call now: it is theirs.
      if (!(error instanceof Refused)) throw error
      count(tally.refused, error.code)
      return undefined
    }
  }

  /** Ends what was left lying from before a start: nobody is on those lines any more. */
  async tidy(): Promise<void> {
    const { api, agenda } = this.#world
    const { items } = await api.get<{ items: readonly CallItem[] }>('calltaker', '/api/calls?open=true')
    const fresh = new Date(agenda.now().getTime() - tidyAfterMs).toISOString()
    for (const { id, status, receivedAt, neighbour } of items) {
      if (receivedAt > fresh) continue
      try {
        if (neighbour !== null) await this.#say(id, 'handover-acceptance', {}, 'neighbour')
        else {
          if (status === 'ringing') await this.#say(id, 'claim', {})
          if (status === 'abandoned') await this.#say(id, 'callback', { reached: false })
          await this.#say(id, 'close', { result: 'called_back_no_answer' })
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
      }
    }
  }

  /** Takes a seat for it in time, or calls back who hung up. */
  async #answer(id: string, caller: Caller, at: Date, random: Random): Promise<Answered> {
    const { agenda, tally, speedNow } = this.#world
    const live = findCallChannel(caller.channel)?.live === true
    const answerSeconds = secondsOf(paces.answer, random)
    const left = below(random, leftToPeople.everyCall) === 0 && speedNow() === 1
    const rings = left ? leftToPeople.ringSeconds : answerSeconds
    const patience = left ? leftToPeople.ringSeconds + 30 : caller.patienceSeconds
    const hangsUpAt = live ? new Date(at.getTime() + patience * 1000) : undefined
    if (await this.#seatFree(new Date(at.getTime() + rings * 1000), hangsUpAt)) return 'at_once'
    tally.abandoned++
    await this.#say(id, 'abandon', {}, 'caller')
    await agenda.after(secondsOf(paces.callBack, random))
    const reached = random() < 0.8
    await this.#say(id, 'callback', { reached })
    if (!reached) await this.#say(id, 'close', { result: 'called_back_no_answer' })
    if (reached) this.#busy++
    return reached ? 'called_back' : 'nobody'
  }

  /** Waits until somebody can answer and takes their seat; false when the caller hung up before. */
  async #seatFree(from: Date, hangsUpAt: Date | undefined): Promise<boolean> {
    const { agenda } = this.#world
    if (hangsUpAt !== undefined && hangsUpAt <= from) {
      await agenda.until(hangsUpAt)
      return false
    }
    await agenda.until(from)
    while (this.#busy >= seats) {
      await agenda.after(2)
      if (hangsUpAt !== undefined && agenda.now() >= hangsUpAt) return false
    }
    this.#busy++
    return true
  }

  /** Listens and sorts: answered at the desk, part of a known incident, or a new one. Frees the seat. */
  async #hear(
    id: string,
    stream: string,
    caller: Caller,
    answered: Answered,
    random: Random,
    known: Promise<string | undefined> | undefined,
  ): Promise<string | undefined> {
    const { matter } = caller
    try {
      if (answered === 'at_once') await this.#say(id, 'claim', {})
      await this.#world.agenda.after(secondsOf(paces.listen, random))
      await this.#say(id, 'classify', { class: matter.class })
      if (matter.kind === 'desk') {
        await this.#say(id, 'close', { result: matter.result })
        return undefined
      }
      const incident = await known
      if (incident === undefined) return await this.#open(id, stream, caller, matter, random)
      await this.#say(id, 'attach', { incident })
      return incident
    } finally {
      this.#busy--
    }
  }

  async #open(
    call: string,
    stream: string,
    caller: Caller,
    matter: IncidentMatter,
    random: Random,
  ): Promise<string> {
    const { api, tally } = this.#world
    const { type, grade, place, sceneSeconds } = matter
    const { location, address, text } = caller
    const body = { type, grade, location, address, description: text, calls: [call] }
    const { id } = await api.post<{ id: string }>('calltaker', '/api/incidents', body, `${call}-incident`)
    tally.incidents++
    const known = location === undefined ? {} : { place: location }
    this.#board.opened({
      id,
      stream,
      type,
      grade,
      status: 'open',
      orders: [],
      ...known,
      sceneSeconds,
      foreign: false,
    })
    if (location === undefined) this.#board.start(() => this.#findOut(id, place, random))
    return id
  }

  /** The place of a silent caller is found: by the line, by calling back, by somebody else. */
  async #findOut(incident: string, place: Point, random: Random): Promise<void> {
    const { api, agenda, city } = this.#world
    await agenda.after(secondsOf(paces.findPlace, random))
    const address = addressNear(city, place)?.address
    const body = { location: place, ...(address && { address: describe(city, address).zh }) }
    await api.post('calltaker', `/api/incidents/${incident}/location`, body, `${incident}-locate`)
    this.#board.located(incident, place)
  }

  #say(call: string, what: string, body: unknown, duty: Duty = 'calltaker'): Promise<unknown> {
    return this.#world.api.post(duty, `/api/calls/${call}/${what}`, body, `${call}-${what}`)
  }
}
