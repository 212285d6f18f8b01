import { uuidv7 } from '@kuaiji/kernel'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ControlRoom,
  dispatcher,
  middle,
  outside,
  pointAt,
  refusal,
} from '../../../tests/setup/control-room.ts'

let room: ControlRoom

beforeEach(async () => {
  room = await ControlRoom.open()
})

afterEach(() => room.close())

describe('positions', () => {
  const report = (positions: object[]) =>
    room.told<{ stored: number; ignored: number }>(dispatcher, 'reportPositions', { body: { positions } })

  test('overwrite one row; older ones, twins and units off duty are not kept', async () => {
    const [one, two] = (await room.fleet(2)) as [string, string]
    await room.ask(dispatcher, 'changeDuty', {
      id: two,
      body: { duty: 'out_of_service', reason: 'maintenance' },
    })
    const answer = await report([
      { unit: one, location: pointAt(1, 1), at: room.at(-60) },
      { unit: one, location: pointAt(2, 2), at: room.at(-30) },
      { unit: two, location: pointAt(3, 3) },
    ])
    expect(answer).toEqual({ stored: 1, ignored: 2 })
    expect(await report([{ unit: one, location: pointAt(5, 5), at: room.at(-40) }])).toEqual({
      stored: 0,
      ignored: 1,
    })
    const [first, second] = await room.units()
    expect(first).toMatchObject({ location: pointAt(2, 2), positionAt: room.at(-30) })
    expect(second).toMatchObject({ location: middle, positionAt: null, status: 'out_of_service' })
    await room.ask(dispatcher, 'changeDuty', { id: one, body: { duty: 'off_duty' } })
    expect((await room.pool.query('SELECT FROM response.position')).rowCount).toBe(0)
    expect((await room.pool.query(`SELECT FROM ledger.entry WHERE type LIKE '%position%'`)).rowCount).toBe(0)
  })

  test('that are wrong name their place, and nothing of the list is kept', async () => {
    const [car] = await room.fleet(1)
    const good = { unit: car, location: pointAt(1, 1) }
    for (const [bad, code, place] of [
      [{ ...good, location: outside }, 'outside_city', 'body/positions/1/location'],
      [{ ...good, at: room.at(5) }, 'time_in_future', 'body/positions/1/at'],
      [{ ...good, unit: uuidv7(room.now) }, 'unknown_unit', 'body/positions/1/unit'],
    ] as const)
      expect(await refusal(report([good, bad]))).toMatchObject({ status: 422, code, detail: { place } })
    expect((await room.units())[0]?.positionAt).toBeNull()
  })
})
