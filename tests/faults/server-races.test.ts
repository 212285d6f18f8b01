import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenPromises, countEntries } from '../setup/broken-promises.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { databaseOf, inParallel, type Reply, Seat, type ServerProcess, startServer } from '../setup/server.ts'

let server: ServerProcess
let owner: pg.Pool
let taker: Seat
let dispatcher: Seat
let units: { id: string; callSign: string; location: { lon: number; lat: number } }[]

beforeAll(async () => {
  server = await startServer(await makeDataFolder())
  owner = await databaseOf(server.dataFolder)
  taker = await Seat.of(server.url, 'calltaker')
  dispatcher = await Seat.of(server.url, 'dispatcher')
  units = (await dispatcher.get('/api/units')).body.items
})

afterAll(async () => {
  await owner?.end()
  await server?.stop()
  if (server) await removeDataFolder(server.dataFolder)
})

const collision = { type: 'traffic_collision', grade: 2 }

async function openIncident(): Promise<string> {
  const { status, body } = await dispatcher.post('/api/incidents', {
    ...collision,
    location: units[0]!.location,
  })
  expect(status).toBe(201)
  return body.id
}

const statuses = (replies: readonly Reply[]) => Map.groupBy(replies, reply => reply.status)

async function allIncidents(): Promise<{ number: string }[]> {
  const { rows } = await owner.query<{ number: string }>(
    `SELECT number FROM ledger.state WHERE kind = 'incident' ORDER BY number`,
  )
  return rows
}

describe('a unit is on one order at a time', () => {
  it('however many dispatchers order the same units at once: one wins each, the others are told who', async () => {
    const dispatchers = await Promise.all(
      ['dispatcher', 'commander', 'dispatcher', 'commander'].map(user => Seat.of(server.url, user)),
    )
    const wanted = units.slice(0, 20)
    const incidents = await Promise.all(Array.from({ length: 6 }, openIncident))
    const asked = incidents.flatMap(incident => wanted.map(unit => ({ incident, unit })))
    const replies = await inParallel(asked.length, 40, i =>
      dispatchers[i % dispatchers.length]!.post(`/api/incidents/${asked[i]!.incident}/assignments`, {
        unit: asked[i]!.unit.id,
      }),
    )
    const won = new Map(
      replies.flatMap((reply, i) =>
        reply.status === 201 ? [[asked[i]!.unit.id, { ...asked[i]!, id: reply.body.id }] as const] : [],
      ),
    )
    expect(statuses(replies).get(201)).toHaveLength(wanted.length)
    expect(won.size).toBe(wanted.length)
    for (const [i, { status, body }] of replies.entries()) {
      if (status === 201) continue
      const winner = won.get(asked[i]!.unit.id)!
      expect({ status, code: body.code, holder: body.holder }).toMatchObject({
        status: 409,
        code: 'unit_held',
        holder: {
          assignment: winner.id,
          incident: winner.incident,
          seat: expect.stringMatching(/^110-0[23]$/),
        },
      })
      expect(body.detail).toMatch(
        new RegExp(`^${winner.unit.callSign} is on J\\d{4}-\\d{6}, ordered by seat `),
      )
    }
    expect(await brokenPromises(owner)).toEqual([])
  })

  it('an order and an end of duty at once: one of the two, and the other is refused', async () => {
    const incident = await openIncident()
    const outcomes = await inParallel(20, 20, async i => {
      const unit = units[100 + i]!.id
      return Promise.all([
        dispatcher.post(`/api/incidents/${incident}/assignments`, { unit }),
        dispatcher.post(`/api/units/${unit}/duty`, { duty: 'off_duty' }),
      ])
    })
    for (const [order, duty] of outcomes) {
      if (order.status === 201) expect([duty.status, duty.body.code]).toEqual([409, 'unit_held'])
      else expect([order.status, order.body.code, duty.status]).toEqual([409, 'unit_not_on_duty', 200])
    }
  })

  it('an order and the closing of its incident at once never leave a unit on a closed incident', async () => {
    const commander = await Seat.of(server.url, 'commander')
    const outcomes = await inParallel(10, 10, async i => {
      const incident = await openIncident()
      const final = { final: true, result: 'report_taken' }
      expect((await dispatcher.post(`/api/incidents/${incident}/feedback`, final)).status).toBe(200)
      return Promise.all([
        dispatcher.post(`/api/incidents/${incident}/assignments`, { unit: units[200 + i]!.id }),
        commander.post(`/api/incidents/${incident}/review`, { decision: 'close' }),
      ])
    })
    for (const [order, closing] of outcomes) {
      const codes = [order, closing].filter(reply => reply.status === 409).map(reply => reply.body.code)
      expect(codes).toHaveLength(1)
      expect(['incident_closed', 'assignments_open']).toContain(codes[0])
    }
  })
})

describe('a call is claimed by one seat', () => {
  it('of thirty that try at once, and the others are told which', async () => {
    const seats = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const body = { user: 'calltaker', password: 'demo', seat: `110-2${i}` }
        return new Seat(server.url, (await taker.post('/api/session', body)).body.token)
      }),
    )
    for (let round = 0; round < 5; round++) {
      const call = (await taker.post('/api/calls', { location: units[0]!.location })).body.id
      const replies = await inParallel(30, 30, i => seats[i % seats.length]!.post(`/api/calls/${call}/claim`))
      expect(statuses(replies).get(200)).toHaveLength(1)
      const winner = `110-2${replies.findIndex(reply => reply.status === 200) % seats.length}`
      for (const { status, body } of replies)
        if (status !== 200)
          expect({ status, code: body.code, seat: body.seat }).toEqual({
            status: 409,
            code: 'call_claimed',
            seat: winner,
          })
    }
  })

  it('many calls to one incident at once: all are attached', async () => {
    const incident = await openIncident()
    const calls = await inParallel(20, 20, async () => (await taker.post('/api/calls', {})).body.id as string)
    const replies = await inParallel(20, 20, i => taker.post(`/api/calls/${calls[i]}/attach`, { incident }))
    expect(replies.map(reply => reply.status)).toEqual(calls.map(() => 200))
    expect(new Set((await dispatcher.get(`/api/incidents/${incident}`)).body.calls)).toEqual(new Set(calls))
  })
})

describe('public numbers', () => {
  it('2,000 incidents at 32 at once, refused ones among them: no twin, no gap, nothing lost', async () => {
    const before = await allIncidents()
    const bad = [
      { type: 'no_such_type' },
      { ...collision, location: { lon: 1, lat: 1 } },
      { ...collision, at: '2099-01-01T00:00:00Z' },
      { ...collision, calls: ['00000000-0000-7000-8000-000000000000'] },
    ]
    const replies = await inParallel(2200, 32, i =>
      dispatcher.post(
        '/api/incidents',
        i % 11 === 10 ? bad[i % bad.length] : { ...collision, location: units[i % units.length]!.location },
      ),
    )
    const opened = replies.filter((_, i) => i % 11 !== 10)
    expect(opened.filter(reply => reply.status !== 201).map(reply => reply.body)).toEqual([])
    expect(replies.filter((_, i) => i % 11 === 10).map(reply => reply.status)).toEqual(Array(200).fill(422))
    const numbers = opened.map(reply => reply.body.number as string).sort()
    expect(new Set(numbers).size).toBe(2000)
    const year = numbers[0]!.slice(0, 6)
    expect(numbers).toEqual(numbers.map((_, i) => `${year}${String(before.length + i + 1).padStart(6, '0')}`))
    expect((await allIncidents()).length).toBe(before.length + 2000)
    expect(await brokenPromises(owner)).toEqual([])
  })
})

describe('twins under one Idempotency-Key', () => {
  const withKey = (key: string) => ({ 'idempotency-key': key })

  it.each([
    ['a call, with its receipt', '/api/calls', () => ({ location: units[1]!.location, text: '两车相撞' })],
    [
      'an incident, with its number',
      '/api/incidents',
      () => ({ ...collision, location: units[1]!.location }),
    ],
  ])('make one record and get one answer: %s', async (_, path, bodyOf) => {
    const before = await countEntries(owner)
    const replies = await inParallel(12, 12, () =>
      taker.post(path, bodyOf(), withKey(`twin ${path}`.replaceAll(' ', '-'))),
    )
    expect(replies.map(reply => reply.status)).toEqual(replies.map(() => 201))
    for (const reply of replies) expect(reply.body).toEqual(replies[0]!.body)
    const late = await taker.post(path, bodyOf(), withKey(`twin ${path}`.replaceAll(' ', '-')))
    expect([late.status, late.body]).toEqual([201, replies[0]!.body])
    expect(await countEntries(owner)).toBe(before + 1)
  })

  it('with another body or path: one is done, the other is refused with 422', async () => {
    const key = withKey('two-bodies')
    const replies = await Promise.all([
      taker.post('/api/calls', { text: '一' }, key),
      taker.post('/api/calls', { text: '二' }, key),
      taker.post('/api/incidents', collision, key),
    ])
    expect(replies.map(reply => reply.status).sort()).toEqual([201, 422, 422])
    for (const { status, body } of replies) if (status === 422) expect(body.code).toBe('key_reused')
  })

  it('of two people are two requests', async () => {
    const key = withKey('mine')
    const [one, two] = await Promise.all([
      taker.post('/api/calls', {}, key),
      dispatcher.post('/api/calls', {}, key),
    ])
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.body.id).not.toBe(two.body.id)
  })

  it('that were refused are decided anew: a refusal keeps nothing', async () => {
    const key = withKey('refused-first')
    const [unit] = units.slice(300)
    const incident = await openIncident()
    expect((await dispatcher.post(`/api/units/${unit!.id}/duty`, { duty: 'off_duty' })).status).toBe(200)
    const order = () => dispatcher.post(`/api/incidents/${incident}/assignments`, { unit: unit!.id }, key)
    const before = await countEntries(owner)
    const refused = await inParallel(6, 6, order)
    expect(refused.map(reply => reply.body.code)).toEqual(refused.map(() => 'unit_not_on_duty'))
    expect(await countEntries(owner)).toBe(before)
    expect((await dispatcher.post(`/api/units/${unit!.id}/duty`, { duty: 'on_duty' })).status).toBe(200)
    const done = await inParallel(6, 6, order)
    expect(done.map(reply => reply.status)).toEqual(done.map(() => 201))
    expect(new Set(done.map(reply => reply.body.id)).size).toBe(1)
  })
})

describe('If-Match', () => {
  it('with a version that is not the present one is refused, naming the present one', async () => {
    const incident = await openIncident()
    const path = `/api/incidents/${incident}/grade`
    const body = { grade: 1, reason: 'danger_grew' }
    expect((await dispatcher.get(`/api/incidents/${incident}`)).body.n).toBe(1)
    const stale = await dispatcher.post(path, body, { 'if-match': '"7"' })
    expect([stale.status, stale.body.code]).toEqual([409, 'version'])
    expect(stale.body.detail).toContain('version 1, not 7')
    expect(stale.body.changed).toEqual([{ record: incident, expected: 7, n: 1 }])
    const fresh = await dispatcher.post(path, body, { 'if-match': '"1"' })
    expect([fresh.status, fresh.body.n]).toEqual([200, 2])
  })

  it('is about the record in the path, also where the command opens another', async () => {
    const incident = await openIncident()
    const path = `/api/incidents/${incident}/assignments`
    const stale = await dispatcher.post(path, { unit: units[310]!.id }, { 'if-match': '2' })
    expect([stale.status, stale.body.code]).toEqual([409, 'version'])
    const fresh = await dispatcher.post(path, { unit: units[310]!.id }, { 'if-match': '1' })
    expect(fresh.status).toBe(201)
  })

  it('lets one of many at the same version through', async () => {
    const incident = await openIncident()
    const replies = await inParallel(10, 10, i =>
      dispatcher.post(
        `/api/incidents/${incident}/location`,
        { location: units[i]!.location },
        { 'if-match': '1' },
      ),
    )
    expect(statuses(replies).get(200)).toHaveLength(1)
    expect(statuses(replies).get(409)).toHaveLength(9)
  })
})
