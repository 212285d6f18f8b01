import { type Authority, uuidv7 } from '@kuaiji/kernel'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  as,
  ControlRoom,
  commander,
  dispatcher,
  outside,
  pointAt,
  refusal,
  taker,
} from '../../tests/setup/control-room.ts'
import type { CallDetail, CallItem, IncidentDetail, IncidentItem, Recommendation } from './shape.ts'

let room: ControlRoom

beforeEach(async () => {
  room = await ControlRoom.open()
})

afterEach(() => room.close())

describe('calls', () => {
  test('of two seats that claim at once one has the call, the other is told which and when', async () => {
    const { id } = await room.receive()
    const seats = Array.from({ length: 8 }, (_, i) => as('calltaker', { seat: `110-0${i}` }))
    const claims = await Promise.allSettled(seats.map(seat => room.ask(seat, 'claimCall', { id })))
    const won = claims.flatMap((claim, i) => (claim.status === 'fulfilled' ? [seats[i]!.actor.seat] : []))
    expect(won).toHaveLength(1)
    for (const claim of claims) {
      if (claim.status === 'fulfilled') continue
      expect(claim.reason).toMatchObject({
        status: 409,
        code: 'call_claimed',
        detail: { seat: won[0], claimedAt: room.now.toISOString() },
      })
    }
  })

  test('whoever calls gets a receipt; what was said is for the desk, not for the auditor', async () => {
    const said = { location: pointAt(1, 1), telephone: '13800138000', text: '两车相撞', address: '人民路' }
    const { id, receipt } = await room.receive(said)
    expect(receipt).toMatchObject({ v: 1, state: 'pending', facts: { district: 'd1', outside: false } })
    expect(JSON.stringify(receipt)).not.toMatch(/138001|人民路|两车/)
    expect(await room.told<CallDetail>(taker, 'readCall', { id })).toMatchObject(said)
    const hidden = { location: null, address: null, telephone: null, text: null }
    expect(await room.told(as('auditor'), 'readCall', { id })).toMatchObject(hidden)
    expect(await room.told(as('calltaker', {}, ''), 'readCall', { id })).toMatchObject(hidden)
    await room.ask(taker, 'claimCall', { id })
    await room.ask(taker, 'closeCall', { id, body: { result: 'advice_given' } })
    expect(await room.told(taker, 'readCall', { id })).toMatchObject(hidden)
  })

  test('from outside the city is kept until the neighbour accepts', async () => {
    const { id } = await room.receive({ location: outside })
    const queue = () => room.told<{ items: CallItem[] }>(taker, 'listCalls')
    expect((await queue()).items).toMatchObject([
      { id, status: 'ringing', outside: true, neighbour: 'ningbo', neighbourAcceptedAt: null },
    ])
    await room.ask(taker, 'acceptHandover', { id })
    expect((await queue()).items).toEqual([])
    const done = await room.told<{ items: CallItem[] }>(taker, 'listCalls', { query: { open: false } })
    expect(done.items).toMatchObject([{ id, status: 'handed_over' }])
  })

  test('several join one incident, each once', async () => {
    const [one, two, three] = [await room.receive(), await room.receive(), await room.receive()]
    const incident = await room.open({ calls: [one.id, two.id.toUpperCase()] })
    await room.ask(taker, 'attachCall', { id: three.id, body: { incident: incident.id } })
    const detail = await room.told<IncidentDetail>(dispatcher, 'readIncident', { id: incident.id })
    expect(detail.calls).toEqual([one.id, two.id, three.id])
    expect((await refusal(room.open({ calls: [one.id] }))).code).toBe('call_attached')
    expect(await refusal(room.open({ calls: [uuidv7(room.now)] }))).toMatchObject({
      status: 422,
      code: 'unknown_call',
      detail: { place: 'body/calls/0' },
    })
  })
})

describe('incidents', () => {
  test('opened at once have numbers without gap or twin, of the year on the city’s calendar', async () => {
    room.now = new Date('2026-12-31T16:00:00.000Z')
    const opened = await Promise.all(Array.from({ length: 12 }, () => room.open()))
    expect(opened.map(({ number }) => number).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `J2027-${String(i + 1).padStart(6, '0')}`),
    )
  })

  test('outside the city are refused, and leave no gap in the numbers', async () => {
    expect(await refusal(room.open({ location: outside }))).toMatchObject({
      status: 422,
      code: 'outside_city',
      detail: { place: 'body/location' },
    })
    expect((await room.open()).number).toBe('J2026-000001')
  })

  test('stand on the board by grade, then age', async () => {
    const ids: string[] = []
    for (const [grade, minute] of [
      [3, 0],
      [1, 2],
      [1, 1],
      [2, 3],
    ] as const) {
      const at = room.at((minute - 10) * 60)
      ids.push((await room.open({ grade, at })).id)
    }
    const { items } = await room.told<{ items: IncidentItem[] }>(dispatcher, 'listIncidents', {
      query: { open: true },
    })
    expect(items.map(({ id }) => ids.indexOf(id))).toEqual([2, 1, 3, 0])
  })

  test('show their exact place to the response on duty while open, and each first look is on record', async () => {
    const location = pointAt(3, 4)
    const { id } = await room.open({ location })
    const silent = await room.open({ type: 'silent_call', location: undefined })
    const board = async (by: Authority) => {
      const { items } = await room.told<{ items: IncidentItem[] }>(by, 'listIncidents', {
        query: { open: true },
      })
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
    const { rows } = await room.pool.query(`SELECT facts FROM ledger.entry WHERE type = 'access.made'`)
    expect(rows).toHaveLength(1)
    await room.ask(dispatcher, 'giveFeedback', { id, body: { final: true, result: 'duplicate' } })
    await room.ask(commander, 'reviewIncident', { id, body: { decision: 'close' } })
    expect(await room.told(dispatcher, 'readIncident', { id })).toMatchObject({
      status: 'closed',
      location: null,
    })
  })

  test('of unknown place get no recommendation until somebody says where', async () => {
    const [car] = await room.fleet(1)
    const { id } = await room.open({ location: undefined })
    const advice = () => room.told<Recommendation>(dispatcher, 'readRecommendation', { id })
    expect(await refusal(advice())).toMatchObject({ status: 409, code: 'place_unknown' })
    await room.ask(taker, 'locateIncident', { id, body: { location: pointAt(0, 10) } })
    expect((await advice()).units).toMatchObject([
      { unit: car, driveSeconds: 70, mobiliseSeconds: 30, etaSeconds: 100, snapMetres: 0 },
    ])
  })
})

test('from a call to the closing: the story is told whole, in order, with its places in the log', async () => {
  const cars = await room.fleet(3)
  const call = await room.receive({ location: pointAt(3, 4), telephone: '13800138000' })
  room.pass(1)
  await room.ask(taker, 'claimCall', { id: call.id })
  room.pass(1)
  const incident = await room.open({ calls: [call.id], grade: 2, address: '人民路', description: '两车相撞' })
  const advice = await room.told<Recommendation>(dispatcher, 'readRecommendation', { id: incident.id })
  expect(advice.units).toMatchObject([{ unit: cars[0], meets: 'traffic', driveSeconds: 91 }])
  room.pass(1)
  const { id } = await room.order(incident.id, advice.units[0]!.unit)
  expect(await room.told(dispatcher, 'readRecommendation', { id: incident.id })).toMatchObject({
    units: [],
    shortfall: [],
  })
  for (const type of ['acknowledged', 'en_route', 'on_scene'] as const) {
    room.pass(1)
    await room.reach(id, type)
  }
  room.pass(1)
  await room.ask(as('station', { unit: 's1' }), 'giveFeedback', {
    id: incident.id,
    body: { final: false, text: '已到场' },
  })
  room.pass(1)
  await room.ask(dispatcher, 'giveFeedback', {
    id: incident.id,
    body: { final: true, result: 'traffic_settled' },
  })
  room.pass(1)
  expect(await room.told(commander, 'readIncident', { id: incident.id })).toMatchObject({
    status: 'final_feedback',
    feedback: '已到场',
    address: '人民路',
    description: '两车相撞',
  })
  const close = () => room.ask(commander, 'reviewIncident', { id: incident.id, body: { decision: 'close' } })
  expect(await refusal(close())).toMatchObject({ code: 'assignments_open', detail: { assignments: [id] } })
  await room.reach(id, 'cleared')
  room.pass(1)
  await close()
  await room.integrate()
  const detail = await room.told<IncidentDetail>(dispatcher, 'readIncident', { id: incident.id })
  expect(detail).toMatchObject({
    status: 'closed',
    result: 'traffic_settled',
    address: null,
    description: null,
    feedback: null,
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
