import {
  type Answer,
  type Authority,
  isRefusal,
  type Kind,
  type Refusal,
  type Role,
  refuse,
  uuidv7,
} from '@kuaiji/kernel'
import { createIntegrator, createLedger, fireTimer, mainLog } from '@kuaiji/ledger'
import { signerFrom } from '@kuaiji/ledger/tree'
import { type ResponseServices, registerUnits, responseKinds, responseRoutes } from '@kuaiji/response'
import type { UnitItem } from '@kuaiji/response/shape'
import { buildGraph, cellOf, Roads } from '@kuaiji/roads'
import { createSealer, keyringOf, readParticulars, type Vault } from '@kuaiji/vault'
import pg from 'pg'
import { createDesk, type DeskSettings, decideAgain } from '../../apps/server/desk.ts'
import { freshDatabase } from './fresh-database.ts'

/** A city of 21 by 21 crossings, 100 m apart, with a station in the middle. */
const side = 21
const corner = { lon: 120.5, lat: 30 }
const step = { lon: 0.00104, lat: 0.0009 }
export const pointAt = (x: number, y: number) => ({
  lon: corner.lon + x * step.lon,
  lat: corner.lat + y * step.lat,
})
const roads = new Roads(lattice())
export const middle = pointAt(10, 10)
const station = { id: 's1', name: { zh: '城中派出所', en: 'Centre' }, district: 'd1', location: middle }
export const outside = { lon: 121.9, lat: 30 }

const services: ResponseServices = {
  city: {
    timeZone: 'Asia/Shanghai',
    placeOf: point =>
      roads.snap(point).metres <= 200 ? { district: 'd1', urban: true, cell: cellOf(point) } : undefined,
    neighbourOf: () => 'ningbo',
    findStation: id => (id === 's1' ? station : undefined),
    postOf: () => middle,
  },
  roads: {
    travelTimes: (sources, target, mode) =>
      roads.travelTimes(
        sources.map(point => roads.snap(point).node),
        roads.snap(target).node,
        mode,
      ),
    snapMetres: point => roads.snap(point).metres,
  },
}

function lattice() {
  const nodes = Array.from({ length: side * side }, (_, i) => pointAt(i % side, Math.floor(i / side)))
  const pairs = nodes.flatMap((_, i) => [
    ...(i % side < side - 1 ? [[i, i + 1] as const, [i + 1, i] as const] : []),
    ...(i + side < nodes.length ? [[i, i + side] as const, [i + side, i] as const] : []),
  ])
  const each = (value: number) => pairs.map(() => value)
  return buildGraph({
    nodes: { ids: nodes.map((_, i) => i), lons: nodes.map(n => n.lon), lats: nodes.map(n => n.lat) },
    arcs: {
      from: pairs.map(([from]) => from),
      to: pairs.map(([, to]) => to),
      metres: each(100),
      ms: { regular: each(10_000), siren: each(7_000) },
      roadClass: each(3),
    },
    attribution: '',
  })
}

const kinds = new Map<string, Kind>(responseKinds.map(kind => [kind.name, kind]))

export function as(role: Role, change: Partial<Authority['actor']> = {}, shift = 'day'): Authority {
  const seat = `seat-${role}`
  return {
    jurisdiction: 'test',
    purpose: 'dispatch',
    shift,
    actor: { id: `account-${role}`, role, unit: 'bureau', seat, channel: 'console', ...change },
  }
}

export const taker = as('calltaker')
export const dispatcher = as('dispatcher')
export const commander = as('commander')

interface Asked {
  readonly id?: string
  readonly body?: unknown
  readonly query?: unknown
}

interface Written {
  readonly id: string
  readonly number?: string
  readonly n: number
  readonly receipt?: unknown
}

/** The response track on a database of its own, with ledger, vault and roads as they are; only HTTP is left out. */
export class ControlRoom {
  now = new Date('2026-11-23T04:00:00.000Z')
  readonly pool: pg.Pool
  readonly #settings: DeskSettings
  readonly #drop: () => Promise<void>

  static async open(): Promise<ControlRoom> {
    const database = await freshDatabase()
    return new ControlRoom(database.applicationUrl, () => database.drop())
  }

  private constructor(url: string, drop: () => Promise<void>) {
    const pool = new pg.Pool({ connectionString: url, max: 8 })
    // A dropped database ends idle connections; that is the end of the test, not a fault.
    pool.on('error', () => {})
    const keyring = keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
    const sealer = createSealer(keyring)
    const clock = { now: () => this.now, until: async () => {} }
    const ledger = createLedger({ pool, clock, identify: uuidv7, sealer })
    const vault: Vault = { keyring, sealer, ledger, identify: uuidv7 }
    this.pool = pool
    this.#drop = drop
    this.#settings = {
      pool,
      ledger,
      signer: signerFrom('test', Buffer.alloc(32, 3)),
      newId: uuidv7,
      openParticulars: (authority, records, at) => readParticulars(vault, pool, authority, records, at),
    }
  }

  async close(): Promise<void> {
    await this.pool.end()
    await this.#drop()
  }

  pass(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000)
  }

  /** ISO time so many seconds from now. */
  at(seconds: number): string {
    return new Date(this.now.getTime() + seconds * 1000).toISOString()
  }

  #desk(authority: Authority) {
    return createDesk(this.#settings, { authority, now: this.now })
  }

  /** Does what the server does with a request that has passed identity and shape. */
  async ask(authority: Authority, operation: string, asked: Asked = {}): Promise<Answer> {
    const route = responseRoutes.find(r => r.operation === operation)
    if (route === undefined) throw new Error(`no operation ${operation}`)
    if (!route.policy.allows(authority)) throw refuse(403, 'policy', route.policy.sentence.en)
    const input = { params: { id: asked.id }, query: asked.query ?? {}, body: asked.body }
    const { purpose } = route
    return decideAgain(() => route.handle(this.#desk({ ...authority, purpose }), input, services))
  }

  async told<T>(authority: Authority, operation: string, asked: Asked = {}): Promise<T> {
    return (await this.ask(authority, operation, asked)).body as T
  }

  receive(body: object = {}): Promise<Written> {
    return this.told(taker, 'receiveCall', { body })
  }

  open(body: object = {}): Promise<Written> {
    const collision = { type: 'traffic_collision', grade: 2, location: pointAt(3, 4) }
    return this.told(dispatcher, 'openIncident', { body: { ...collision, ...body } })
  }

  order(incident: string, unit: string, by = dispatcher): Promise<Written> {
    return this.told(by, 'orderUnit', { id: incident, body: { unit } })
  }

  reach(assignment: string, type: string, more: object = {}): Promise<Written> {
    return this.told(dispatcher, 'reachMilestone', { id: assignment, body: { type, ...more } })
  }

  async units(): Promise<UnitItem[]> {
    return (await this.told<{ items: UnitItem[] }>(dispatcher, 'listUnits')).items
  }

  /** So many traffic cars on duty at the station; gives their ids in order of call sign. */
  async fleet(count: number): Promise<string[]> {
    const cars = Array.from({ length: count }, (_, i) => ({
      id: uuidv7(this.now),
      callSign: `T-${String(i + 1).padStart(3, '0')}`,
      station: 's1',
      capabilities: ['traffic'] as const,
    }))
    await registerUnits(this.#desk(as('system')), services.city, cars)
    return cars.map(({ id }) => id)
  }

  /** Fires every timer that is due. */
  async fireTimers(): Promise<void> {
    const { pool, ledger } = this.#settings
    while ((await fireTimer(pool, ledger, kinds, as('system'), this.now)) > 0);
  }

  async integrate(): Promise<void> {
    await createIntegrator(this.pool, mainLog).integrate('test')
  }
}

/** The refusal that answers; a success or a fault fails the test. */
export async function refusal(asking: Promise<unknown>): Promise<Refusal> {
  const error = await asking.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  )
  if (isRefusal(error)) return error
  throw error
}
