import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findReasonCode, findResultCode, type Grade, type IncidentType, requirementOf } from '@kuaiji/catalog'
import { afterEach, expect, test } from 'vitest'
import { generateCity, placeOf } from '../city/index.ts'
import { demonstrationClock } from './clock.ts'
import { type Simulator, startSimulator } from './simulator.ts'

const city = generateCity(1)
const course = ['assigned', 'signed', 'acknowledged', 'en_route', 'on_scene', 'cleared']

interface Assignment {
  readonly id: string
  readonly incident: string
  readonly unit: string
  status: string
  at: string
}
interface Incident {
  readonly id: string
  readonly type: IncidentType
  readonly grade: Grade
  status: string
  location: { lon: number; lat: number } | null
  readonly calls: string[]
  readonly assignments: Assignment[]
}

/**
 * Stands where the server stands and watches the clients' conduct: it keeps the order of things and notes every
 * step that a correct client would not take. It decides nothing; the real decisions are tested with the tracks.
 */
class Referee {
  readonly faults: string[] = []
  readonly calls = new Map<string, string>()
  readonly incidents = new Map<string, Incident>()
  readonly positions = new Map<string, { lon: number; lat: number }>()
  readonly answers = new Map<string, { path: string; status: number; body: unknown }>()
  readonly held = new Set<string>()
  /** What callers said, by the name of their call in the run. */
  readonly said = new Map<string, unknown>()
  requests = 0
  logins = 0
  batches = 0
  unwell = 0
  slowMs = 0
  #number = 0
  #epoch = 0
  readonly #server: Server
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
    this.#server = createServer((request, response) => {
      void this.#read(request).then(async body => {
        this.requests++
        if (this.slowMs > 0) await new Promise(resolve => setTimeout(resolve, this.slowMs))
        if ((this.requests * 37) % 100 < this.unwell) {
          // Half of the time the work was done and only the answer is lost.
          if (this.requests % 2 === 0) this.#answer(request, body)
          if (this.requests % 3 === 0) return request.socket.destroy()
          return response.writeHead(503).end('{"code":"database_away"}')
        }
        const { status, body: answer } = this.#answer(request, body)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  endSessions(): void {
    this.#epoch++
  }

  async #read(request: IncomingMessage): Promise<Record<string, unknown>> {
    let text = ''
    for await (const chunk of request) text += chunk
    return text === '' ? {} : JSON.parse(text)
  }

  #answer(request: IncomingMessage, body: Record<string, unknown>) {
    const path = request.url!.split('?')[0]!
    const key = request.headers['idempotency-key'] as string | undefined
    if (path === '/api/session') return this.#signIn(body)
    const [role, epoch] = (request.headers.authorization ?? '').replace('Bearer ', '').split('/')
    if (epoch !== String(this.#epoch)) return { status: 401, body: { code: 'not_signed_in' } }
    if (request.method === 'GET') return { status: 200, body: this.#show(path) }
    if (key === undefined) this.faults.push(`no idempotency key: ${path}`)
    const before = this.answers.get(`${role}/${key}`)
    if (before !== undefined) {
      if (before.path !== path) this.faults.push(`key ${key} used twice`)
      return before
    }
    if (path === '/api/calls') this.said.set(key!.replace(/^sim-\d+-\w+-/, ''), { ...body, at: undefined })
    const answer = this.#write(path.split('/').slice(2), body, role!)
    if (answer.status < 400) this.answers.set(`${role}/${key}`, { path, ...answer })
    return answer
  }

  #signIn({ user }: Record<string, unknown>) {
    this.logins++
    const known = ['calltaker', 'dispatcher', 'commander', 'station'].includes(String(user))
    if (!known) return { status: 401, body: { code: 'credentials' } }
    return { status: 200, body: { token: `${user}/${this.#epoch}` } }
  }

  #show(path: string): unknown {
    const open = [...this.incidents.values()].filter(incident => incident.status !== 'closed')
    if (path === '/api/units') return { items: city.units }
    if (path === '/api/calls') return { items: [] }
    if (path === '/api/incidents') return { items: open }
    const [, , , id, what] = path.split('/')
    const incident = this.incidents.get(id!)!
    return what === 'recommendation' ? this.#recommend(incident) : incident
  }

  #recommend({ type, grade, location }: Incident) {
    if (location === null) this.faults.push('asked for units to an unknown place')
    const requirement = requirementOf(type, grade)
    const free = city.units.filter(unit => !this.held.has(unit.id))
    const needs = requirement.map(({ capability, count }) => ({
      capability,
      count,
      able: free
        .filter(unit => (unit.capabilities as readonly string[]).includes(capability))
        .map(({ id }) => ({ unit: id, meets: capability })),
    }))
    return {
      requirement,
      units: needs.flatMap(({ count, able }) => able.slice(0, count)),
      alternatives: needs.flatMap(({ count, able }) => able.slice(count, count + 2)),
      shortfall: needs
        .filter(({ count, able }) => able.length < count)
        .map(({ capability, count, able }) => ({ capability, missing: count - able.length })),
    }
  }

  #write([kind, id, what]: string[], body: Record<string, unknown>, role: string) {
    const done = (madeId: string, status = 200) => ({ status, body: { id: madeId, n: 1 } })
    const made = (prefix: string) => `${prefix}-${++this.#number}`
    const at = body.at as string | undefined
    if (at !== undefined && Date.parse(at) > this.#now().getTime())
      this.faults.push(`${at} lies in the future`)
    switch (kind) {
      case 'positions':
        this.batches++
        return this.#place(body)
      case 'calls': {
        const call = id ?? made('call')
        this.#hearOf(call, what ?? 'ringing')
        if (what === 'attach') this.incidents.get(body.incident as string)!.calls.push(call)
        return done(call, 201)
      }
      case 'assignments':
        return this.#move(id!, body, role)
      default: {
        if (id === undefined) return done(this.#open(made('incident'), body), 201)
        const incident = this.incidents.get(id)!
        if (what === 'assignments') return this.order(incident, body.unit as string, made('order'))
        if (what === 'location') incident.location = body.location as Incident['location']
        if (what === 'feedback') this.#feedback(incident, body)
        if (what === 'review') this.#review(incident, body)
        return done(id)
      }
    }
  }

  #open(id: string, body: Record<string, unknown>): string {
    const { type, grade, calls = [] } = body as { type: IncidentType; grade: Grade; calls?: string[] }
    const location = (body.location ?? null) as Incident['location']
    this.incidents.set(id, { id, type, grade, status: 'open', location, calls: [...calls], assignments: [] })
    for (const call of calls) this.#hearOf(call, 'attach')
    return id
  }

  order(incident: Incident, unit: string, id: string) {
    if (this.held.has(unit)) return { status: 409, body: { code: 'unit_held' } }
    this.held.add(unit)
    const at = this.#now().toISOString()
    incident.assignments.push({ id, incident: incident.id, unit, status: 'assigned', at })
    return { status: 201, body: { id, n: 1 } }
  }

  #move(id: string, { type, at }: Record<string, unknown>, role: string) {
    const order = [...this.incidents.values()].flatMap(i => i.assignments).find(a => a.id === id)!
    if (role === 'station') return { status: 403, body: { code: 'forbidden' } }
    if (course.indexOf(type as string) !== course.indexOf(order.status) + 1)
      this.faults.push(`${id}: ${type} after ${order.status}`)
    if (Date.parse(at as string) < Date.parse(order.at)) this.faults.push(`${id}: ${type} before its time`)
    order.status = type as string
    order.at = at as string
    if (type === 'cleared') this.held.delete(order.unit)
    return { status: 200, body: { id, n: 1 } }
  }

  #hearOf(call: string, what: string): void {
    const before = this.calls.get(call) ?? 'none'
    const follows: Record<string, readonly string[]> = {
      ringing: ['none'],
      claim: ['ringing'],
      abandon: ['ringing'],
      callback: ['abandon'],
      'handover-acceptance': ['ringing'],
      classify: ['claim', 'callback'],
      attach: ['classify'],
      close: ['classify', 'callback'],
    }
    if (!follows[what]?.includes(before)) this.faults.push(`call: ${what} after ${before}`)
    this.calls.set(call, what)
  }

  #feedback(incident: Incident, { final, result }: Record<string, unknown>): void {
    if (final === true && findResultCode(result as string) === undefined) this.faults.push(`result ${result}`)
    if (final !== true && incident.status !== 'open') this.faults.push(`first word after ${incident.status}`)
    if (final === true && incident.assignments.some(order => order.status !== 'cleared'))
      this.faults.push('final feedback while crews are at work')
    incident.status = final === true ? 'final_feedback' : 'first_feedback'
  }

  #review(incident: Incident, { decision, reason }: Record<string, unknown>): void {
    if (incident.status !== 'final_feedback') this.faults.push(`review of ${incident.status}`)
    if (decision === 'return' && findReasonCode('return', reason as string) === undefined)
      this.faults.push(`return because of ${reason}`)
    incident.status = decision === 'close' ? 'closed' : 'returned'
  }

  #place({ positions }: Record<string, unknown>) {
    for (const { unit, location } of positions as {
      unit: string
      location: { lon: number; lat: number }
    }[]) {
      if (placeOf(city, location) === undefined) this.faults.push(`${unit} outside the city`)
      this.positions.set(unit, location)
    }
    return { status: 200, body: {} }
  }
}

const running: { simulator?: Simulator; referee: Referee }[] = []
afterEach(async () => {
  for (const { simulator, referee } of running.splice(0)) {
    await simulator?.stop()
    await referee.close()
  }
})

async function cityAtWork(
  speed: number,
  callsPerDay: number,
  prepare?: (referee: Referee) => void,
  storiesMax = 600,
) {
  const realStartedAt = new Date()
  const clock = demonstrationClock({
    startedAt: new Date('2026-06-01T18:00:00+08:00'),
    realStartedAt,
    speed,
    realNow: () => new Date(),
  })
  const referee = new Referee(() => clock.now())
  prepare?.(referee)
  const baseUrl = await referee.listen()
  const start = () =>
    startSimulator({ baseUrl, city, clock, seed: 7, password: 'demo', callsPerDay, storiesMax })
  const simulator = start()
  running.push({ simulator, referee })
  return { simulator, referee, clock, start }
}

async function until(done: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !done(); waited += 20) {
    if (waited > 55_000) throw new Error(`never: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

test('an evening in the city: every call, order and incident takes its lawful course to the end', async () => {
  const { simulator, referee } = await cityAtWork(3000, 1200)
  await until(() => simulator.tally.closed >= 25, 'twenty-five incidents closed')
  await simulator.stop()
  expect(referee.faults).toEqual([])
  expect(simulator.tally.givenUp).toEqual({})
  expect(simulator.tally.callsSkipped).toBe(0)
  const closed = [...referee.incidents.values()].filter(incident => incident.status === 'closed')
  expect(closed.length).toBeGreaterThanOrEqual(25)
  for (const incident of closed) {
    expect(incident.calls.length).toBeGreaterThan(0)
    for (const order of incident.assignments) expect(order.status).toBe('cleared')
  }
  expect(simulator.tally.orders).toBeGreaterThan(25)
  expect(referee.positions.size).toBe(city.units.length)
  expect([...referee.calls.values()].filter(state => state === 'close').length).toBeGreaterThan(5)
}, 60_000)

test('the same seed brings the same callers, whatever the network does', async () => {
  const one = await cityAtWork(2000, 3000)
  await until(() => one.referee.said.size >= 25, 'calls')
  await one.simulator.stop()
  const other = await cityAtWork(1000, 3000, referee => {
    referee.slowMs = 15
  })
  await until(() => other.referee.said.size >= 25, 'calls')
  const numbers = Array.from({ length: 15 }, (_, i) => `call-${i}`)
  const said = (referee: Referee) => numbers.map(name => referee.said.get(name))
  expect(said(one.referee)[0]).toBeDefined()
  expect(said(other.referee)).toEqual(said(one.referee))
}, 60_000)

test('crews really drive: a vehicle at the scene stands where the incident is', async () => {
  const { simulator, referee } = await cityAtWork(600, 2000)
  const atScene = () =>
    [...referee.incidents.values()]
      .flatMap(incident => incident.assignments.map(order => ({ incident, order })))
      .filter(({ order }) => order.status === 'on_scene')
      .filter(({ incident, order }) => {
        const here = referee.positions.get(order.unit)
        const there = incident.location
        return here && there && Math.abs(here.lon - there.lon) < 2e-6 && Math.abs(here.lat - there.lat) < 2e-6
      })
  await until(() => atScene().length >= 3 || simulator.tally.closed > 0, 'three vehicles at their scenes')
  expect(atScene().length).toBeGreaterThanOrEqual(1)
  expect(referee.faults).toEqual([])
}, 60_000)

test('a server that fails and loses answers gets everything once, in the end', async () => {
  const { simulator, referee } = await cityAtWork(1500, 900, referee => {
    referee.unwell = 12
  })
  await until(() => simulator.tally.closed >= 3, 'three incidents closed')
  await simulator.stop()
  expect(simulator.load().retried).toBeGreaterThan(10)
  expect(referee.faults).toEqual([])
}, 60_000)

test('a server far too slow: calls are left out, positions skipped, nothing piles up', async () => {
  const { simulator, referee } = await cityAtWork(
    3000,
    20_000,
    referee => {
      referee.slowMs = 60
    },
    40,
  )
  let most = 0
  await until(() => {
    const { stories, waiting } = simulator.load()
    most = Math.max(most, stories, waiting / 4)
    return simulator.tally.callsSkipped > 300
  }, 'calls left out')
  // Forty at most begin a call; witnesses and the incidents of those calls come on top, never more than a few each.
  expect(most).toBeLessThan(250)
  expect(referee.batches).toBeLessThan(referee.requests / 2)
  const before = performance.now()
  await simulator.stop()
  expect(simulator.load()).toMatchObject({ stories: 0, waiting: 0 })
  expect(performance.now() - before).toBeLessThan(20_000)
}, 60_000)

test('after it was stopped it asks for nothing more', async () => {
  const { simulator, referee } = await cityAtWork(2000, 3000)
  await until(() => simulator.tally.orders > 3, 'orders')
  await simulator.stop()
  const { requests } = referee
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(referee.requests).toBe(requests)
}, 60_000)

test('sessions end with the shift: it signs in again and goes on', async () => {
  const { simulator, referee } = await cityAtWork(1500, 1500)
  await until(() => simulator.tally.orders > 2, 'orders')
  const { logins } = referee
  const { calls } = simulator.tally
  referee.endSessions()
  await until(() => simulator.tally.calls > calls + 3, 'calls after the end of all sessions')
  expect(referee.logins).toBeGreaterThan(logins)
  expect(simulator.tally.givenUp).toEqual({})
  expect(referee.faults).toEqual([])
}, 60_000)

test('what somebody at a console began is carried on by crews and leader', async () => {
  const { referee, simulator } = await cityAtWork(2000, 1)
  await until(() => referee.positions.size > 0, 'positions')
  const unit = city.units[3]!
  const incident: Incident = {
    id: 'incident-foreign',
    type: 'dispute',
    grade: 3,
    status: 'open',
    location: city.stations[5]!.location,
    calls: [],
    assignments: [],
  }
  referee.incidents.set(incident.id, incident)
  referee.order(incident, unit.id, 'order-foreign')
  await until(() => incident.status === 'closed', 'the foreign incident closed')
  expect(incident.assignments).toHaveLength(1)
  expect(incident.assignments[0]?.status).toBe('cleared')
  expect(referee.faults).toEqual([])
  expect(simulator.tally.givenUp).toEqual({})
}, 60_000)

test('what a former run left open is taken up again', async () => {
  const { simulator, referee, start } = await cityAtWork(1500, 2000)
  await until(() => simulator.tally.orders > 6, 'orders')
  await simulator.stop()
  const left = [...referee.incidents.values()].filter(incident => incident.status !== 'closed')
  expect(left.length).toBeGreaterThan(0)
  const second = start()
  running.push({ simulator: second, referee: new Referee(() => new Date()) })
  const located = left.filter(incident => incident.location !== null)
  await until(() => located.every(incident => incident.status === 'closed'), 'all of them closed')
  await second.stop()
  expect(referee.faults).toEqual([])
}, 60_000)
