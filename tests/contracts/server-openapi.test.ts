import { Validator } from '@seriousme/openapi-schema-validator'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { type FreshDatabase, freshDatabase } from '../setup/fresh-database.ts'
import { ask, type Reply, Seat, type ServerProcess, settled, startServer } from '../setup/server.ts'

interface Described {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>
}

let database: FreshDatabase
let server: ServerProcess
let description: { paths: Record<string, Record<string, Described>> }
let seats: Record<'calltaker' | 'dispatcher' | 'commander' | 'auditor' | 'admin', Seat>

beforeAll(async () => {
  database = await freshDatabase()
  server = await startServer(await makeDataFolder(), {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  })
  description = (await ask(`${server.url}/api/openapi.json`)).body
  const posts = ['calltaker', 'dispatcher', 'commander', 'auditor', 'admin'] as const
  const signedIn = await Promise.all(posts.map(async post => [post, await Seat.of(server.url, post)]))
  seats = Object.fromEntries(signedIn)
})

afterAll(async () => {
  await server?.stop()
  if (server) await removeDataFolder(server.dataFolder)
  await database?.drop()
})

interface Operation extends Described {
  readonly method: string
  readonly path: string
}

function operations(): Operation[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...described,
      path,
      method: method.toUpperCase(),
    })),
  )
}

/** As described, and nothing that is not described: objects with named members have no others. */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(closed)
  const members = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed(member)]))
  return 'properties' in members ? { additionalProperties: false, ...members } : members
}

function expectDescribed({ operationId, responses }: Operation, { status, headers, body }: Reply) {
  const described = responses[status] ?? responses[`${Math.floor(status / 100)}XX`]
  expect(described, `${operationId} answered ${status}`).toBeDefined()
  if (described!.content === undefined) {
    expect([operationId, body]).toEqual([operationId, ''])
    return
  }
  const type = headers.get('content-type')?.split(';')[0] as string
  expect([operationId, Object.keys(described!.content)]).toEqual([operationId, [type]])
  if (!/json$/.test(type)) return
  const schema = described!.content[type]!.schema
  const open = type === 'application/problem+json' || operationId === 'readDescription'
  const validator = Compile((open ? schema : closed(schema)) as TSchema)
  expect({ operationId, faults: validator.Errors(body) }).toEqual({ operationId, faults: [] })
}

describe('/api/openapi.json', () => {
  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(description))
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
    expect(description).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) })
  })

  it('names every operation once, with what it answers', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { operationId, responses } of operations()) {
      expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
      const success = Object.keys(responses).filter(status => /^2\d\d$/.test(status))
      expect({ operationId, success: success.length }).not.toMatchObject({ success: 0 })
      expect(responses['4XX']?.content).toHaveProperty(['application/problem+json'])
    }
  })
})

describe('every operation', () => {
  it('that needs a session refuses strangers as it describes', async () => {
    for (const operation of operations().filter(({ security }) => security === undefined)) {
      const path = operation.path.replace(/\{\w+\}/, '01890000-0000-7000-8000-000000000000')
      const post = operation.method === 'GET' ? {} : { body: {} }
      const reply = await ask(`${server.url}${path}`, { method: operation.method, ...post })
      expect([operation.operationId, reply.status]).toEqual([operation.operationId, 401])
      expectDescribed(operation, reply)
    }
  })

  it('answers as it describes, on the way of a call through the house', async () => {
    const known = new Map(operations().map(operation => [operation.operationId, operation]))
    const walked = new Set<string>()
    const go = async (operationId: string, asking: Promise<Reply>, status = 200) => {
      const reply = await asking
      expect([operationId, reply.status, reply.status === status ? '' : reply.body]).toEqual([
        operationId,
        status,
        '',
      ])
      expectDescribed(known.get(operationId)!, reply)
      walked.add(operationId)
      return reply.body
    }
    await walk(go)
    // A demonstration gives no link; tests/faults/server-access.test.ts redeems one.
    expect([...known.keys()].filter(id => !walked.has(id))).toEqual(['redeemLink'])
  })
})

type Go = (operationId: string, asking: Promise<Reply>, status?: number) => Promise<Reply['body']>

async function walk(go: Go): Promise<void> {
  const { url } = server
  const { commander, admin, auditor } = seats
  await go('readHealth', ask(`${url}/health`))
  await go('readClock', ask(`${url}/api/clock`))
  const city = await go('readCity', ask(`${url}/api/city`))
  const { x, y } = tileOf(city.centre, 11)
  await go('readRoadTile', ask(`${url}/tiles/roads/11/${x}/${y}`))
  await go('readRoadTile', ask(`${url}/tiles/roads/11/0/0`), 204)
  await go('readMetrics', ask(`${url}/metrics`))
  await go('readDescription', ask(`${url}/api/openapi.json`))
  const credentials = { method: 'POST', body: { user: 'station', password: 'demo' } }
  const station = new Seat(url, (await go('signIn', ask(`${url}/api/session`, credentials), 201)).token)
  await go('readSession', station.get('/api/session'))
  await go('signOut', station.ask('DELETE', '/api/session'), 204)

  const units = (await go('listUnits', commander.get('/api/units'))).items
  const { location } = units[0]
  await go(
    'reportPositions',
    commander.post('/api/positions', { positions: [{ unit: units[0].id, location }] }),
  )
  const spare = units.at(-1).id
  await go(
    'changeDuty',
    commander.post(`/api/units/${spare}/duty`, { duty: 'out_of_service', reason: 'maintenance' }),
  )
  const call = await walkCalls(go, location)
  const incident = await walkIncident(go, units)

  await settled(url)
  await go('readFigures', commander.get('/api/figures'))
  const pages = await go('readFigureEntries', commander.get('/api/figures/M01/entries'))
  expect(pages.items.length).toBeGreaterThan(0)
  await go('readFigureBreaches', commander.get('/api/figures/compliance_answer/breaches'))
  const entry = (await commander.get(`/api/incidents/${incident}`)).body.timeline[0].id
  const { leafIndex } = await go('readEntry', auditor.get(`/api/entries/${entry}`))
  expect(leafIndex).toBeGreaterThan(0)
  const looks = await go('readAccesses', auditor.get(`/api/records/${incident}/accesses`))
  expect(looks.items.length).toBeGreaterThan(0)
  await go('eraseRecord', admin.post(`/api/records/${call}/erasure`, { reason: 'request' }))
  const erased = await go('readCall', commander.get(`/api/calls/${call}`))
  expect(erased).toMatchObject({ telephone: null, text: null, location: null })

  await go('readCheckpoint', ask(`${url}/ledger/checkpoint`))
  await go('readLogKey', ask(`${url}/ledger/key`))
  await go('readTile', ask(`${url}/ledger/tile/entries/000`))
  await go('readProof', ask(`${url}/ledger/proof/${entry}`))
  await go('readStream', firstOf(auditor))
}

/** Gives a call that is closed. */
async function walkCalls(go: Go, location: object): Promise<string> {
  const { calltaker } = seats
  const receive = (body: object) => go('receiveCall', calltaker.post('/api/calls', body), 201)
  const said = { location, address: '人民路5号', telephone: '13800008888', text: '有人吵架' }
  const { id } = await receive(said)
  await go('claimCall', calltaker.post(`/api/calls/${id}/claim`))
  await go('classifyCall', calltaker.post(`/api/calls/${id}/classify`, { class: 'help' }))
  const ground = { by: 'open_call', kind: 'call', record: id }
  await go(
    'searchTelephone',
    calltaker.post('/api/telephone-searches', { telephone: said.telephone, ground }),
  )
  await go('listCalls', calltaker.get('/api/calls?open=true'))
  await go('readCall', calltaker.get(`/api/calls/${id}`))
  await go('closeCall', calltaker.post(`/api/calls/${id}/close`, { result: 'advice_given' }))
  const lost = (await receive({ channel: 'voice_110' })).id
  await go('abandonCall', calltaker.post(`/api/calls/${lost}/abandon`))
  await go('callBack', calltaker.post(`/api/calls/${lost}/callback`, { reached: true }))
  const outside = (await receive({ location: { lon: 0, lat: 0 } })).id
  await go('acceptHandover', calltaker.post(`/api/calls/${outside}/handover-acceptance`))
  return id
}

async function walkIncident(go: Go, units: { id: string; location: object }[]): Promise<string> {
  const { commander } = seats
  const first = (await commander.post('/api/calls', { location: units[0]!.location })).body.id
  const matter = { type: 'traffic_collision', grade: 2, location: units[0]!.location, calls: [first] }
  const { id } = await go('openIncident', commander.post('/api/incidents', matter), 201)
  const at = (what: string, body?: object) => commander.post(`/api/incidents/${id}/${what}`, body)
  const second = (await commander.post('/api/calls', {})).body.id
  await go('attachCall', commander.post(`/api/calls/${second}/attach`, { incident: id }))
  await go('locateIncident', at('location', { location: units[1]!.location, address: '人民路7号' }))
  await go('regradeIncident', at('grade', { grade: 1, reason: 'injury_found' }))
  const advice = await go('readRecommendation', commander.get(`/api/incidents/${id}/recommendation`))
  const order = await go('orderUnit', at('assignments', { unit: advice.units[0].unit }), 201)
  for (const type of ['signed', 'acknowledged', 'en_route', 'on_scene', 'cleared'])
    await go('reachMilestone', commander.post(`/api/assignments/${order.id}/milestones`, { type }))
  await go('listAssignments', commander.get('/api/assignments?open=false'))
  await go('listIncidents', commander.get('/api/incidents?open=true'))
  await go('giveFeedback', at('feedback', { final: true, result: 'report_taken', text: '已调解' }))
  await go('readIncident', commander.get(`/api/incidents/${id}`))
  await go('reviewIncident', at('review', { decision: 'close' }))
  return id
}

/** The stream never ends by itself: its head is the answer. */
async function firstOf({ url, token }: Seat): Promise<Reply> {
  const abort = new AbortController()
  const headers = { authorization: `Bearer ${token}` }
  const { status, headers: answered } = await fetch(`${url}/api/stream`, { headers, signal: abort.signal })
  abort.abort()
  return { status, headers: answered, body: '' }
}

/** Web Mercator tile of a point. */
function tileOf({ lon, lat }: { lon: number; lat: number }, z: number) {
  const n = 2 ** z
  const phi = (lat * Math.PI) / 180
  return {
    x: Math.floor(((lon + 180) / 360) * n),
    y: Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * n),
  }
}
