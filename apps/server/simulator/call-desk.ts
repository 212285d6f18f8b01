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
const seatCount = 14
/** An open call this old at a start belongs to nobody. */
const tidyAfterMs = 600_000

/** Who is told what the desk found out. */
export interface Board {
  opened(incident: Incident): void
  located(incident: string, place: Point): void
  /** Runs a story beside the others. */
  start(story: () => Promise<unknown>): void
}

/** A conversation: when it begins and ends, and whether we called. */
interface Talk {
  readonly from: Date
  readonly to: Date
  readonly calledBack: boolean
}

/** Call-takers: they answer, listen, sort, and open incidents. */
export class CallDesk {
  readonly #world: World
  readonly #board: Board
  /**
   * When each seat is free again. It is reckoned, not observed: how long people talk is simulated time, and what the
   * network takes for a request must not keep a seat busy, least of all at 600x.
   */
  readonly #freeAtMs = new Array<number>(seatCount).fill(0)

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
      const talk = await this.#answer(id, caller, at, random)
      return talk && (await this.#hear(id, stream, caller, talk, random, known))
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

  /** A free seat answers in time, or the caller hangs up and is called back; undefined when nobody is reached. */
  async #answer(id: string, caller: Caller, at: Date, random: Random): Promise<Talk | undefined> {
    const { agenda, tally, speedNow } = this.#world
    const live = findCallChannel(caller.channel)?.live === true
    const answerSeconds = secondsOf(paces.answer, random)
    const listenSeconds = secondsOf(paces.listen, random)
    const left = below(random, leftToPeople.everyCall) === 0 && speedNow() === 1
    const rings = left ? leftToPeople.ringSeconds : answerSeconds
    const patience = left ? leftToPeople.ringSeconds + 30 : caller.patienceSeconds
    const hangsUpMs = live ? at.getTime() + patience * 1000 : Number.POSITIVE_INFINITY
    const talk = this.#seat(at.getTime() + rings * 1000, hangsUpMs, listenSeconds)
    if (talk !== undefined) return talk
    await agenda.until(new Date(hangsUpMs))
    tally.abandoned++
    await this.#say(id, 'abandon', {}, 'caller')
    await agenda.after(secondsOf(paces.callBack, random))
    const reached = random() < 0.8
    await this.#say(id, 'callback', { reached })
    if (!reached) {
      await this.#say(id, 'close', { result: 'called_back_no_answer' })
      return undefined
    }
    const back = this.#seat(agenda.now().getTime(), Number.POSITIVE_INFINITY, listenSeconds)
    return back && { ...back, calledBack: true }
  }

  /** Takes the seat that is free first, unless the caller hangs up before. */
  #seat(fromMs: number, hangsUpMs: number, listenSeconds: number): Talk | undefined {
    const first = this.#freeAtMs.indexOf(Math.min(...this.#freeAtMs))
    const beginsMs = Math.max(fromMs, this.#freeAtMs[first]!)
    if (beginsMs >= hangsUpMs) return undefined
    const endsMs = beginsMs + listenSeconds * 1000
    this.#freeAtMs[first] = endsMs
    return { from: new Date(beginsMs), to: new Date(endsMs), calledBack: false }
  }

  /** Listens and sorts: answered at the desk, part of a known incident, or a new one. */
  async #hear(
    id: string,
    stream: string,
    caller: Caller,
    talk: Talk,
    random: Random,
    known: Promise<string | undefined> | undefined,
  ): Promise<string | undefined> {
    const { agenda } = this.#world
    const { matter } = caller
    await agenda.until(talk.from)
    if (!talk.calledBack) await this.#say(id, 'claim', {})
    await agenda.until(talk.to)
    await this.#say(id, 'classify', { class: matter.class })
    if (matter.kind === 'desk') {
      await this.#say(id, 'close', { result: matter.result })
      return undefined
    }
    const incident = await known
    if (incident === undefined) return await this.#open(id, stream, caller, matter, random)
    await this.#say(id, 'attach', { incident })
    return incident
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
