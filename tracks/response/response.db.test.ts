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
import { createIntegrator, createLedger, fireTimer, type Ledger, mainLog } from '@kuaiji/ledger'
import { signerFrom } from '@kuaiji/ledger/tree'
import { buildGraph, cellOf, Roads } from '@kuaiji/roads'
import { createSealer, keyringOf, readParticulars, type Vault } from '@kuaiji/vault'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDesk, type DeskSettings, decideAgain } from '../../apps/server/desk.ts'
import { type FreshDatabase, freshDatabase } from '../../tests/setup/fresh-database.ts'
import { type ResponseServices, registerUnits, responseKinds, responseRoutes } from './index.ts'
import type {
  AssignmentItem,
  CallDetail,
  CallItem,
  IncidentDetail,
  IncidentItem,
  Recommendation,
  UnitItem,
} from './shape.ts'

/** A city of 21 by 21 crossings, 100 m apart, with a station in the middle. */
const side = 21
const corner = { lon: 120.5, lat: 30 }
const step = { lon: 0.00104, lat: 0.0009 }
const pointAt = (x: number, y: number) => ({ lon: corner.lon + x * step.lon, lat: corner.lat + y * step.lat })
const roads = new Roads(lattice())
const middle = pointAt(10, 10)
const station = { id: 's1', name: { zh: '城中派出所', en: 'Centre' }, district: 'd1', location: middle }
const outside = { lon: 121.9, lat: 30 }

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

let database: FreshDatabase
let pool: pg.Pool
let ledger: Ledger
let settings: DeskSettings
let now: Date

const kinds = new Map<string, Kind>(responseKinds.map(kind => [kind.name, kind]))

const as = (role: Role, change: Partial<Authority['actor']> = {}, shift = 'day'): Authority => ({
  jurisdiction: 'test',
  purpose: 'dispatch',
  shift,
  actor: { id: `account-${role}`, role, unit: 'bureau', seat: `seat-${role}`, channel: 'console', ...change },
})

beforeEach(async () => {
  now = new Date('2026-11-23T04:00:00.000Z')
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  pool.on('error', () => {})
  const keyring = keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
  const sealer = createSealer(keyring)
  ledger = createLedger({
    pool,
    clock: { now: () => now, until: async () => {} },
    identify: uuidv7,
    sealer,
  })
  const vault: Vault = { keyring, sealer, ledger, identify: uuidv7 }
  settings = {
    pool,
    ledger,
    signer: signerFrom('test', Buffer.alloc(32, 3)),
    newId: uuidv7,
    openParticulars: (authority, records, at) => readParticulars(vault, pool, authority, records, at),
  }
})

afterEach(async () => {
  await pool.end()
  await database.drop()
})

interface Asked {
  readonly id?: string
  readonly body?: unknown
  readonly query?: unknown
}

/** Does what the server does with a request that has passed identity and shape. */
async function ask(authority: Authority, operation: string, asked: Asked = {}): Promise<Answer> {
  const route = responseRoutes.find(r => r.operation === operation)
  if (route === undefined) throw new Error(`no operation ${operation}`)
  if (!route.policy.allows(authority)) throw refuse(403, 'policy', route.policy.sentence.en)
  const input = { params: { id: asked.id }, query: asked.query ?? {}, body: asked.body }
  return decideAgain(() =>
    route.handle(
      createDesk(settings, { authority: { ...authority, purpose: route.purpose }, now }),
      input,
      services,
    ),
  )
}

async function told<T>(authority: Authority, operation: string, asked: Asked = {}): Promise<T> {
  return (await ask(authority, operation, asked)).body as T
}

async function refusal(asking: Promise<unknown>): Promise<Refusal> {
  const error = await asking.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  )
  if (isRefusal(error)) return error
  throw error
}

const taker = as('calltaker')
const dispatcher = as('dispatcher')
const commander = as('commander')

interface Written {
  readonly id: string
  readonly number?: string
  readonly n: number
  readonly receipt?: unknown
}

const receive = (body: object = {}) => told<Written>(taker, 'receiveCall', { body })
const open = (body: object = {}) =>
  told<Written>(dispatcher, 'openIncident', {
    body: { type: 'traffic_collision', grade: 2, location: pointAt(3, 4), ...body },
  })
const order = (incident: string, unit: string, by = dispatcher) =>
  told<Written>(by, 'orderUnit', { id: incident, body: { unit } })
const reach = (assignment: string, type: string, more: object = {}) =>
  told<Written>(dispatcher, 'reachMilestone', { id: assignment, body: { type, ...more } })
const units = async () => (await told<{ items: UnitItem[] }>(dispatcher, 'listUnits')).items

/** `count` traffic cars on duty at the station; gives their ids in order of call sign. */
async function fleet(count: number, capabilities: readonly 'traffic'[] = ['traffic']): Promise<string[]> {
  const cars = Array.from({ length: count }, (_, i) => ({
    id: uuidv7(now),
    callSign: `T-${String(i + 1).padStart(3, '0')}`,
    station: 's1',
    capabilities,
  }))
  await registerUnits(createDesk(settings, { authority: as('system'), now }), services.city, cars)
  return cars.map(({ id }) => id)
}

describe('calls', () => {
  test('of two seats that claim at once one has the call, the other is told which and when', async () => {
    const { id } = await receive()
    const seats = Array.from({ length: 8 }, (_, i) => as('calltaker', { seat: `110-0${i}` }))
    const claims = await Promise.allSettled(seats.map(seat => ask(seat, 'claimCall', { id })))
    const won = claims.flatMap((claim, i) => (claim.status === 'fulfilled' ? [seats[i]!.actor.seat] : []))
    expect(won).toHaveLength(1)
    for (const claim of claims) {
      if (claim.status === 'fulfilled') continue
      expect(claim.reason).toMatchObject({
        status: 409,
        code: 'call_claimed',
        detail: { seat: won[0], claimedAt: now.toISOString() },
      })
    }
  })

  test('whoever calls gets a receipt; what was said is for the desk, not for the auditor', async () => {
    const said = { location: pointAt(1, 1), telephone: '13800138000', text: '两车相撞', address: '人民路' }
    const { id, receipt } = await receive(said)
    expect(receipt).toMatchObject({ v: 1, state: 'pending', facts: { district: 'd1', outside: false } })
    expect(JSON.stringify(receipt)).not.toMatch(/138001|人民路|两车/)
    expect(await told<CallDetail>(taker, 'readCall', { id })).toMatchObject(said)
    const hidden = { location: null, address: null, telephone: null, text: null }
    expect(await told(as('auditor'), 'readCall', { id })).toMatchObject(hidden)
    expect(await told(as('calltaker', {}, ''), 'readCall', { id })).toMatchObject(hidden)
    await ask(taker, 'claimCall', { id })
    await ask(taker, 'closeCall', { id, body: { result: 'advice_given' } })
    expect(await told(taker, 'readCall', { id })).toMatchObject(hidden)
  })

  test('from outside the city is kept until the neighbour accepts', async () => {
    const { id } = await receive({ location: outside })
    const queue = () => told<{ items: CallItem[] }>(taker, 'listCalls')
    expect((await queue()).items).toMatchObject([
      { id, status: 'ringing', outside: true, neighbour: 'ningbo', neighbourAcceptedAt: null },
    ])
    await ask(taker, 'acceptHandover', { id })
    expect((await queue()).items).toEqual([])
    const done = await told<{ items: CallItem[] }>(taker, 'listCalls', { query: { open: false } })
    expect(done.items).toMatchObject([{ id, status: 'handed_over' }])
  })

  test('several join one incident, each once', async () => {
    const [one, two, three] = [await receive(), await receive(), await receive()]
    const incident = await open({ calls: [one.id, two.id.toUpperCase()] })
    await ask(taker, 'attachCall', { id: three.id, body: { incident: incident.id } })
    const detail = await told<IncidentDetail>(dispatcher, 'readIncident', { id: incident.id })
    expect(detail.calls).toEqual([one.id, two.id, three.id])
    expect((await refusal(open({ calls: [one.id] }))).code).toBe('call_attached')
    expect(await refusal(open({ calls: [uuidv7(now)] }))).toMatchObject({
      status: 422,
      code: 'unknown_call',
      detail: { place: 'body/calls/0' },
    })
  })
})

describe('incidents', () => {
  test('opened at once have numbers without gap or twin, of the year on the city’s calendar', async () => {
    now = new Date('2026-12-31T16:00:00.000Z')
    const opened = await Promise.all(Array.from({ length: 12 }, () => open()))
    expect(opened.map(({ number }) => number).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `J2027-${String(i + 1).padStart(6, '0')}`),
    )
  })

  test('outside the city are refused, and leave no gap in the numbers', async () => {
    expect(await refusal(open({ location: outside }))).toMatchObject({
      status: 422,
      code: 'outside_city',
      detail: { place: 'body/location' },
    })
    expect((await open()).number).toBe('J2026-000001')
  })

  test('stand on the board by grade, then age', async () => {
    const ids: string[] = []
    for (const [grade, minute] of [
      [3, 0],
      [1, 2],
      [1, 1],
      [2, 3],
    ] as const) {
      const at = new Date(now.getTime() - (10 - minute) * 60_000).toISOString()
      ids.push((await open({ grade, at })).id)
    }
    const { items } = await told<{ items: IncidentItem[] }>(dispatcher, 'listIncidents', {
      query: { open: true },
    })
    expect(items.map(({ id }) => ids.indexOf(id))).toEqual([2, 1, 3, 0])
  })

  test('show their exact place to the response on duty while open, and each first look is on record', async () => {
    const location = pointAt(3, 4)
    const { id } = await open({ location })
    const silent = await open({ type: 'silent_call', location: undefined })
    const board = async (by: Authority) => {
      const { items } = await told<{ items: IncidentItem[] }>(by, 'listIncidents', { query: { open: true } })
      return new Map(items.map(item => [item.id, item.location]))
    }
    expect(await board(dispatcher)).toEqual(
      new Map([
        [id, location],
        [silent.id, null],
      ]),
    )
    await board(dispatcher)
    expect((await board(as('auditor'))).get(id)).toBeNull()
    expect((await board(as('admin'))).get(id)).toBeNull()
    const { rows } = await pool.query(`SELECT facts FROM ledger.entry WHERE type = 'access.made'`)
    expect(rows).toHaveLength(1)
    await ask(dispatcher, 'giveFeedback', { id, body: { final: true, result: 'duplicate' } })
    await ask(commander, 'reviewIncident', { id, body: { decision: 'close' } })
    expect(await told(dispatcher, 'readIncident', { id })).toMatchObject({ status: 'closed', location: null })
  })

  test('of unknown place get no recommendation until somebody says where', async () => {
    const [car] = await fleet(1)
    const { id } = await open({ location: undefined })
    const advice = () => told<Recommendation>(dispatcher, 'readRecommendation', { id })
    expect(await refusal(advice())).toMatchObject({ status: 409, code: 'place_unknown' })
    await ask(taker, 'locateIncident', { id, body: { location: pointAt(0, 10) } })
    expect((await advice()).units).toMatchObject([
      { unit: car, driveSeconds: 70, mobiliseSeconds: 30, etaSeconds: 100, snapMetres: 0 },
    ])
  })
})

describe('orders', () => {
  test('of one unit from many desks: one is given, the others learn whose it is', async () => {
    const [car] = await fleet(1)
    const incidents = await Promise.all(Array.from({ length: 12 }, () => open()))
    const given = await Promise.allSettled(
      incidents.map(({ id }, i) => order(id, car!, as('dispatcher', { seat: `110-${i}` }))),
    )
    const winner = given.findIndex(({ status }) => status === 'fulfilled')
    expect(given.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const lost of given) {
      if (lost.status === 'fulfilled') continue
      expect(lost.reason).toMatchObject({
        status: 409,
        code: 'unit_held',
        detail: {
          unit: car,
          holder: {
            incident: incidents[winner]!.id,
            number: incidents[winner]!.number,
            seat: `110-${winner}`,
            since: now.toISOString(),
          },
        },
      })
    }
  })

  test('of many units to one incident are all given', async () => {
    const cars = await fleet(12)
    const { id } = await open()
    await Promise.all(cars.map(car => order(id, car)))
    const { assignments } = await told<IncidentDetail>(dispatcher, 'readIncident', { id })
    expect(new Set(assignments.map(({ unit }) => unit))).toEqual(new Set(cars))
  })

  test('and the end of duty cannot pass each other: one of the two is refused', async () => {
    const cars = await fleet(10)
    const { id } = await open()
    await Promise.allSettled(
      cars.flatMap(car => [
        order(id, car),
        ask(dispatcher, 'changeDuty', { id: car, body: { duty: 'off_duty' } }),
      ]),
    )
    for (const { duty, assignment } of await units())
      expect([duty, assignment === null]).toEqual(
        assignment === null ? ['off_duty', true] : ['on_duty', false],
      )
    const busy = (await units()).find(({ assignment }) => assignment !== null)
    if (busy)
      expect(
        await refusal(ask(dispatcher, 'changeDuty', { id: busy.id, body: { duty: 'off_duty' } })),
      ).toMatchObject({ code: 'unit_held', detail: { holder: { incident: id } } })
  })

  test('free their unit when they are over', async () => {
    const [car] = await fleet(1)
    const first = await order((await open()).id, car!)
    await reach(first.id, 'cancelled', { reason: 'closer_unit' })
    const second = await order((await open()).id, car!)
    for (const type of ['en_route', 'on_scene', 'cleared']) await reach(second.id, type)
    expect(await units()).toMatchObject([{ status: 'available', primary: 'Available', assignment: null }])
  })

  test('given while the incident is being closed do not slip through', async () => {
    for (let round = 0; round < 5; round++) {
      const [car] = await fleet(1)
      const { id } = await open()
      await ask(dispatcher, 'giveFeedback', { id, body: { final: true, result: 'mediated' } })
      const [given, closed] = await Promise.allSettled([
        order(id, car!),
        ask(commander, 'reviewIncident', { id, body: { decision: 'close' } }),
      ])
      expect([given.status, closed.status].sort()).toEqual(['fulfilled', 'rejected'])
      const lost = (given.status === 'rejected' ? given : closed) as PromiseRejectedResult
      expect(['incident_closed', 'assignments_open']).toContain((lost.reason as Refusal).code)
    }
  })

  test('are seen by the desk of their station', async () => {
    const [car] = await fleet(1)
    const { id } = await order((await open()).id, car!)
    const list = (query: object) =>
      told<{ items: AssignmentItem[] }>(as('station'), 'listAssignments', { query })
    expect((await list({ station: 's1' })).items).toMatchObject([{ id, status: 'assigned', station: 's1' }])
    expect((await list({ station: 's2' })).items).toEqual([])
    const own = as('station', { unit: 's1' })
    await ask(own, 'reachMilestone', { id, body: { type: 'signed' } })
    expect((await list({ station: 's1' })).items).toMatchObject([
      { status: 'signed', sources: { signed: 'operator' } },
    ])
    const other = as('station', { unit: 's2' })
    expect((await refusal(ask(other, 'reachMilestone', { id, body: { type: 'acknowledged' } }))).code).toBe(
      'policy',
    )
    expect(
      (await refusal(ask(own, 'reachMilestone', { id, body: { type: 'cancelled', reason: 'not_needed' } })))
        .code,
    ).toBe('policy')
  })

  test('are refused times that cannot be', async () => {
    const [car] = await fleet(1)
    const { id } = await order((await open()).id, car!)
    const when = (seconds: number) => ({ at: new Date(now.getTime() + seconds * 1000).toISOString() })
    expect(await refusal(reach(id, 'signed', when(3)))).toMatchObject({ status: 422, code: 'time_in_future' })
    expect(await refusal(reach(id, 'signed', when(-1)))).toMatchObject({
      status: 422,
      code: 'time_out_of_order',
    })
    await reach(id, 'en_route', when(1))
    expect(await refusal(reach(id, 'signed', when(-9)))).toMatchObject({
      status: 409,
      code: 'already_reached',
    })
    expect(await refusal(reach(id, 'cleared'))).toMatchObject({
      status: 409,
      code: 'out_of_order',
      detail: { status: 'en_route' },
    })
  })

  test('not acknowledged in time, and incidents without a first word, leave entries', async () => {
    const [one, two] = await fleet(2)
    const incident = await open()
    const late = await order(incident.id, one!)
    const prompt = await order(incident.id, two!)
    await reach(prompt.id, 'acknowledged')
    const fire = async () => {
      while ((await fireTimer(pool, ledger, kinds, as('system'), now)) > 0);
      const { rows } = await pool.query(
        `SELECT record FROM ledger.entry WHERE type LIKE '%_missed' ORDER BY recorded_at`,
      )
      return rows.map(({ record }) => record)
    }
    now = new Date(now.getTime() + 59_000)
    expect(await fire()).toEqual([])
    now = new Date(now.getTime() + 1000)
    expect(await fire()).toEqual([late.id])
    now = new Date(now.getTime() + 1800_000)
    expect(await fire()).toEqual([late.id, incident.id])
  })
})

describe('positions', () => {
  const report = (positions: object[]) =>
    told<{ stored: number; ignored: number }>(dispatcher, 'reportPositions', { body: { positions } })

  test('overwrite one row; older ones, twins and units off duty are not kept', async () => {
    const [one, two] = (await fleet(2)) as [string, string]
    await ask(dispatcher, 'changeDuty', { id: two, body: { duty: 'out_of_service', reason: 'maintenance' } })
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString()
    const answer = await report([
      { unit: one, location: pointAt(1, 1), at: at(-60) },
      { unit: one, location: pointAt(2, 2), at: at(-30) },
      { unit: two, location: pointAt(3, 3) },
    ])
    expect(answer).toEqual({ stored: 1, ignored: 2 })
    expect(await report([{ unit: one, location: pointAt(5, 5), at: at(-40) }])).toEqual({
      stored: 0,
      ignored: 1,
    })
    const [first, second] = await units()
    expect(first).toMatchObject({ location: pointAt(2, 2), positionAt: at(-30) })
    expect(second).toMatchObject({ location: middle, positionAt: null, status: 'out_of_service' })
    await ask(dispatcher, 'changeDuty', { id: one, body: { duty: 'off_duty' } })
    expect((await pool.query('SELECT FROM response.position')).rowCount).toBe(0)
    expect((await pool.query(`SELECT FROM ledger.entry WHERE type LIKE '%position%'`)).rowCount).toBe(0)
  })

  test('that are wrong name their place, and nothing of the list is kept', async () => {
    const [car] = await fleet(1)
    const good = { unit: car, location: pointAt(1, 1) }
    const ahead = new Date(now.getTime() + 5000).toISOString()
    for (const [bad, code, place] of [
      [{ ...good, location: outside }, 'outside_city', 'body/positions/1/location'],
      [{ ...good, at: ahead }, 'time_in_future', 'body/positions/1/at'],
      [{ ...good, unit: uuidv7(now) }, 'unknown_unit', 'body/positions/1/unit'],
    ] as const)
      expect(await refusal(report([good, bad]))).toMatchObject({ status: 422, code, detail: { place } })
    expect((await units())[0]?.positionAt).toBeNull()
  })
})

test('from a call to the closing: the story is told whole, in order, with its places in the log', async () => {
  const cars = await fleet(3)
  const second = () => {
    now = new Date(now.getTime() + 1000)
  }
  const call = await receive({ location: pointAt(3, 4), telephone: '13800138000' })
  second()
  await ask(taker, 'claimCall', { id: call.id })
  second()
  const incident = await open({ calls: [call.id], grade: 2, address: '人民路', description: '两车相撞' })
  const advice = await told<Recommendation>(dispatcher, 'readRecommendation', { id: incident.id })
  expect(advice.units).toMatchObject([{ unit: cars[0], meets: 'traffic', driveSeconds: 91 }])
  second()
  const { id } = await order(incident.id, advice.units[0]!.unit)
  expect(await told(dispatcher, 'readRecommendation', { id: incident.id })).toMatchObject({
    units: [],
    shortfall: [],
  })
  for (const type of ['acknowledged', 'en_route', 'on_scene'] as const) {
    second()
    await reach(id, type)
  }
  second()
  await ask(as('station', { unit: 's1' }), 'giveFeedback', {
    id: incident.id,
    body: { final: false, text: '已到场' },
  })
  second()
  await ask(dispatcher, 'giveFeedback', { id: incident.id, body: { final: true, result: 'traffic_settled' } })
  second()
  const close = () => ask(commander, 'reviewIncident', { id: incident.id, body: { decision: 'close' } })
  expect(await refusal(close())).toMatchObject({ code: 'assignments_open', detail: { assignments: [id] } })
  await reach(id, 'cleared')
  second()
  await close()
  await createIntegrator(pool, mainLog).integrate('test')
  const detail = await told<IncidentDetail>(dispatcher, 'readIncident', { id: incident.id })
  expect(detail).toMatchObject({
    status: 'closed',
    result: 'traffic_settled',
    address: null,
    description: null,
  })
  expect(detail.timeline.map(({ type }) => type)).toEqual([
    'call.received',
    'call.claimed',
    'call.attached',
    'incident.opened',
    'incident.call_attached',
    'assignment.ordered',
    'incident.dispatched',
    'assignment.signed',
    'assignment.acknowledged',
    'assignment.departed',
    'assignment.arrived',
    'incident.first_feedback_given',
    'incident.final_feedback_given',
    'assignment.cleared',
    'incident.closed',
  ])
  const places = detail.timeline.map(({ leafIndex }) => leafIndex)
  expect(places).not.toContain(null)
  expect(JSON.stringify(detail.timeline)).not.toMatch(/人民路|两车|已到场|138001/)
})
