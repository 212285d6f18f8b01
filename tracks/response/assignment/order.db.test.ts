import type { Refusal } from '@kuaiji/kernel'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { as, ControlRoom, commander, dispatcher, refusal } from '../../../tests/setup/control-room.ts'
import type { AssignmentItem, IncidentDetail } from '../shape.ts'

let room: ControlRoom

beforeEach(async () => {
  room = await ControlRoom.open()
})

afterEach(() => room.close())

describe('orders', () => {
  test('of one unit from many desks: one is given, the others learn whose it is', async () => {
    const [car] = await room.fleet(1)
    const incidents = await Promise.all(Array.from({ length: 12 }, () => room.open()))
    const given = await Promise.allSettled(
      incidents.map(({ id }, i) => room.order(id, car!, as('dispatcher', { seat: `110-${i}` }))),
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
            since: room.now.toISOString(),
          },
        },
      })
    }
  })

  test('of many units to one incident are all given', async () => {
    const cars = await room.fleet(12)
    const { id } = await room.open()
    await Promise.all(cars.map(car => room.order(id, car)))
    const { assignments } = await room.told<IncidentDetail>(dispatcher, 'readIncident', { id })
    expect(new Set(assignments.map(({ unit }) => unit))).toEqual(new Set(cars))
  })

  test('and the end of duty cannot pass each other: one of the two is refused', async () => {
    const cars = await room.fleet(10)
    const { id } = await room.open()
    await Promise.allSettled(
      cars.flatMap(car => [
        room.order(id, car),
        room.ask(dispatcher, 'changeDuty', { id: car, body: { duty: 'off_duty' } }),
      ]),
    )
    for (const { duty, assignment } of await room.units())
      expect([duty, assignment === null]).toEqual(
        assignment === null ? ['off_duty', true] : ['on_duty', false],
      )
    const busy = (await room.units()).find(({ assignment }) => assignment !== null)
    if (busy)
      expect(
        await refusal(room.ask(dispatcher, 'changeDuty', { id: busy.id, body: { duty: 'off_duty' } })),
      ).toMatchObject({ code: 'unit_held', detail: { holder: { incident: id } } })
  })

  test('free their unit when they are over', async () => {
    const [car] = await room.fleet(1)
    const first = await room.order((await room.open()).id, car!)
    await room.reach(first.id, 'cancelled', { reason: 'closer_unit' })
    const second = await room.order((await room.open()).id, car!)
    for (const type of ['en_route', 'on_scene', 'cleared']) await room.reach(second.id, type)
    expect(await room.units()).toMatchObject([
      { status: 'available', primary: 'Available', assignment: null },
    ])
  })

  test('given while the incident is being closed do not slip through', async () => {
    for (let round = 0; round < 5; round++) {
      const [car] = await room.fleet(1)
      const { id } = await room.open()
      await room.ask(dispatcher, 'giveFeedback', { id, body: { final: true, result: 'mediated' } })
      const [given, closed] = await Promise.allSettled([
        room.order(id, car!),
        room.ask(commander, 'reviewIncident', { id, body: { decision: 'close' } }),
      ])
      expect([given.status, closed.status].sort()).toEqual(['fulfilled', 'rejected'])
      const lost = (given.status === 'rejected' ? given : closed) as PromiseRejectedResult
      expect(['incident_closed', 'assignments_open']).toContain((lost.reason as Refusal).code)
    }
  })

  test('are seen by the desk of their station', async () => {
    const [car] = await room.fleet(1)
    const { id } = await room.order((await room.open()).id, car!)
    const list = (query: object) =>
      room.told<{ items: AssignmentItem[] }>(as('station'), 'listAssignments', { query })
    expect((await list({ station: 's1' })).items).toMatchObject([{ id, status: 'assigned', station: 's1' }])
    expect((await list({ station: 's2' })).items).toEqual([])
    const own = as('station', { unit: 's1' })
    await room.ask(own, 'reachMilestone', { id, body: { type: 'signed' } })
    expect((await list({ station: 's1' })).items).toMatchObject([
      { status: 'signed', sources: { signed: 'operator' } },
    ])
    const other = as('station', { unit: 's2' })
    expect(
      (await refusal(room.ask(other, 'reachMilestone', { id, body: { type: 'acknowledged' } }))).code,
    ).toBe('policy')
    expect(
      (
        await refusal(
          room.ask(own, 'reachMilestone', { id, body: { type: 'cancelled', reason: 'not_needed' } }),
        )
      ).code,
    ).toBe('policy')
  })

  test('are refused times that cannot be', async () => {
    const [car] = await room.fleet(1)
    const { id } = await room.order((await room.open()).id, car!)
    const when = (seconds: number) => ({ at: room.at(seconds) })
    expect(await refusal(room.reach(id, 'signed', when(3)))).toMatchObject({
      status: 422,
      code: 'time_in_future',
    })
    expect(await refusal(room.reach(id, 'signed', when(-1)))).toMatchObject({
      status: 422,
      code: 'time_out_of_order',
    })
    await room.reach(id, 'en_route', when(1))
    expect(await refusal(room.reach(id, 'signed', when(-9)))).toMatchObject({
      status: 409,
      code: 'already_reached',
    })
    expect(await refusal(room.reach(id, 'cleared'))).toMatchObject({
      status: 409,
      code: 'out_of_order',
      detail: { status: 'en_route' },
    })
  })

  test('not acknowledged in time, and incidents without a first word, leave entries', async () => {
    const [one, two] = await room.fleet(2)
    const incident = await room.open()
    const late = await room.order(incident.id, one!)
    const prompt = await room.order(incident.id, two!)
    await room.reach(prompt.id, 'acknowledged')
    const fire = async () => {
      await room.fireTimers()
      const { rows } = await room.pool.query(
        `SELECT record FROM ledger.entry WHERE type LIKE '%_missed' ORDER BY recorded_at`,
      )
      return rows.map(({ record }) => record)
    }
    room.pass(59)
    expect(await fire()).toEqual([])
    room.pass(1)
    expect(await fire()).toEqual([late.id])
    room.pass(1800)
    expect(await fire()).toEqual([late.id, incident.id])
  })
})
