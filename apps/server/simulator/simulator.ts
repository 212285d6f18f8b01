import type { Clock } from '@kuaiji/kernel'
import type { IncidentItem, UnitItem } from '@kuaiji/response/shape'
import type { Point } from '@kuaiji/roads'
import type { City } from '../city/city.ts'
import { placeOf } from '../city/place.ts'
import { type Random, randomStream } from '../city/random.ts'
import { Agenda, Stopped } from './agenda.ts'
import { Api, type Duty, Refused, Unreachable } from './api.ts'
import { nextArrival } from './arrivals.ts'
import { type Board, CallDesk } from './call-desk.ts'
import { type Caller, drawCaller, drawWitness } from './callers.ts'
import { FleetInMotion } from './fleet-in-motion.ts'
import { foundIncident, type Incident, IncidentStory } from './incident-story.ts'
import { count, emptyTally, type Tally, type World } from './world.ts'

export interface SimulatorSettings {
  /** Where the public API stands, e.g. `http://127.0.0.1:3000`. */
  readonly baseUrl: string
  readonly city: City
  /** The clock the server runs on; a demonstration clock also says how fast. */
  readonly clock: Clock & { readonly speedNow?: () => number }
  readonly seed: number
  readonly password: string
  /** A city of five million expects 3,000 to 4,000 a day. */
  readonly callsPerDay: number
  /** Accounts by duty, where they are not the demonstration's own. */
  readonly accounts?: Partial<Record<Duty, readonly string[]>>
  /** Calls and incidents going on at once; beyond that new calls are left out. */
  readonly storiesMax?: number
  /** Told of every story given up, without any content of it. */
  readonly onGivenUp?: (error: unknown) => void
}

export interface Simulator {
  readonly tally: Tally
  /** How much is going on: stories running, waits on the clock, vehicles on the way. */
  load(): {
    readonly stories: number
    readonly waiting: number
    readonly moving: number
    readonly retried: number
  }
  /** Ends every story where it stands; resolves when no request is out any more. */
  stop(): Promise<void>
}

const storiesMaxDefault = 600
/** Positions go out as often as this in simulated seconds, but never more often than in real milliseconds. */
const positionsEvery = { seconds: 5, realMs: 250 }
const boardEvery = { seconds: 5, realMs: 2000 }
const positionsMax = 1000
const restSeconds = 600

/**
 * A city at work: callers, call-takers, dispatchers, station desks, crews and the duty leader, each through the
 * public HTTP commands only. Who calls when and about what, and how long everybody takes, follows from the seed.
 */
export function startSimulator(settings: SimulatorSettings): Simulator {
  return new Simulation(settings)
}

class Simulation implements Simulator, Board {
  readonly tally = emptyTally()
  readonly #settings: SimulatorSettings
  readonly #abort = new AbortController()
  readonly #world: World
  readonly #desk: CallDesk
  readonly #running = new Set<Promise<void>>()
  readonly #stories = new Map<string, IncidentStory>()

  constructor(settings: SimulatorSettings) {
    const { city, clock, seed, baseUrl, password, accounts } = settings
    this.#settings = settings
    const run = `sim-${seed}-${clock.now().getTime().toString(36)}`
    const random = randomStream(seed, 'back-off')
    const apiSettings = { baseUrl, password, run, random, ...(accounts === undefined ? {} : { accounts }) }
    this.#world = {
      city,
      seed,
      api: new Api(apiSettings, this.#abort.signal),
      agenda: new Agenda(clock),
      fleet: new FleetInMotion(city.roads),
      tally: this.tally,
      speedNow: clock.speedNow ?? (() => 1),
    }
    this.#desk = new CallDesk(this.#world, this)
    this.start(() => this.#live())
  }

  load() {
    const { agenda, fleet, api } = this.#world
    return {
      stories: this.#running.size,
      waiting: agenda.waiting,
      moving: fleet.moving,
      retried: api.retried,
    }
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#world.agenda.stop()
    // An answer that was under way may still begin something, which then ends at once.
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  start(story: () => Promise<unknown>): void {
    const told = this.#tell(story).finally(() => this.#running.delete(told))
    this.#running.add(told)
  }

  opened(incident: Incident): void {
    if (this.#stories.has(incident.id)) return
    const story = new IncidentStory(this.#world, incident)
    this.#stories.set(incident.id, story)
    this.start(async () => {
      try {
        await story.tell()
      } catch (error) {
        // What keeps failing is not tried again at every look at the board.
        await this.#world.agenda.after(restSeconds)
        throw error
      } finally {
        this.#stories.delete(incident.id)
      }
    })
  }

  located(incident: string, place: Point): void {
    this.#stories.get(incident)?.locate(place)
  }

  /** A story that cannot go on is given up; what it left open is found on the board and taken up again. */
  async #tell(story: () => Promise<unknown>): Promise<void> {
    try {
      await story()
    } catch (error) {
      if (error instanceof Stopped || this.#abort.signal.aborted) return
      count(this.tally.givenUp, error instanceof Refused ? error.code : (error as Error).name)
      this.#settings.onGivenUp?.(error)
    }
  }

  async #live(): Promise<void> {
    await this.#fetchUnits()
    await this.#tell(() => this.#desk.tidy())
    this.start(() => this.#tellPositions())
    this.start(() => this.#watchBoard())
    await this.#ring()
  }

  /** The fleet as the server knows it; tried again until it answers. */
  async #fetchUnits(): Promise<void> {
    for (;;) {
      try {
        const answer = await this.#world.api.get<{ items: readonly UnitItem[] }>('dispatcher', '/api/units')
        for (const unit of answer.items) this.#world.fleet.add(unit.id, unit.location)
        return
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
      }
    }
  }

  /** Calls come in, by the hour of the day; when too much is going on they are left out, never piled up. */
  async #ring(): Promise<void> {
    const { agenda, city, seed } = this.#world
    const times = randomStream(seed, 'arrivals')
    const storiesMax = this.#settings.storiesMax ?? storiesMaxDefault
    let at = agenda.now()
    for (let number = 0; ; number++) {
      at = nextArrival(at, this.#settings.callsPerDay, times)
      await agenda.until(at)
      if (this.#running.size >= storiesMax) {
        this.tally.callsSkipped++
        continue
      }
      const stream = `call-${number}`
      const random = randomStream(seed, stream)
      const caller = drawCaller(city, at, random)
      const arrivedAt = at
      this.start(() => this.#call(stream, caller, arrivedAt, random))
    }
  }

  async #call(stream: string, caller: Caller, at: Date, random: Random): Promise<void> {
    const incident = this.#desk.take(stream, caller, at)
    const { matter } = caller
    const inside = matter.kind === 'incident' && placeOf(this.#world.city, matter.place) !== undefined
    if (matter.kind === 'incident' && inside) {
      // A failure of the first call is its own story's; the others then tell of it anew.
      const known = incident.catch(() => undefined)
      for (const [i, seconds] of matter.othersAfterSeconds.entries()) {
        const witness = drawWitness(this.#world.city, matter, random)
        this.start(async () => {
          const calledAt = await this.#world.agenda.until(new Date(at.getTime() + seconds * 1000))
          await this.#desk.take(`${stream}-witness-${i}`, witness, calledAt, known)
        })
      }
    }
    await incident
  }

  /** One batch at a time: at high speed the next one simply shows vehicles farther on. */
  async #tellPositions(): Promise<void> {
    const { api, fleet } = this.#world
    for (let batch = 0; ; batch++) {
      const positions = fleet.positionsDue(await this.#pause(positionsEvery), positionsMax)
      if (positions.length === 0) continue
      await this.#tell(() => api.post('crew', '/api/positions', { positions }, `positions-${batch}`))
      this.tally.positions += positions.length
    }
  }

  /** Takes up what is open and nobody here is telling: from before a restart, or begun at a console. */
  async #watchBoard(): Promise<void> {
    let unknown = new Set<string>()
    for (;;) {
      await this.#tell(async () => {
        unknown = await this.#readBoard(unknown)
      })
      await this.#pause(boardEvery)
    }
  }

  /** What is seen for the second time is taken up: at first sight the answer to our own opening may be under way. */
  async #readBoard(seenBefore: ReadonlySet<string>): Promise<Set<string>> {
    const { api, seed } = this.#world
    const path = '/api/incidents?open=true&limit=1000'
    const { items } = await api.get<{ items: readonly IncidentItem[] }>('dispatcher', path)
    const unknown = new Set<string>()
    for (const item of items) {
      const story = this.#stories.get(item.id)
      if (story === undefined && !seenBefore.has(item.id)) unknown.add(item.id)
      else if (story === undefined) this.opened(foundIncident(item, seed))
      else if (item.location !== null) story.locate(item.location)
      for (const order of item.assignments) {
        if (order.status !== 'cleared' && order.status !== 'cancelled') story?.attend(order)
      }
    }
    return unknown
  }

  #pause({ seconds, realMs }: typeof boardEvery): Promise<Date> {
    const { agenda, speedNow } = this.#world
    return agenda.after(Math.max(seconds, (realMs / 1000) * speedNow()))
  }
}
