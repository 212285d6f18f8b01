import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenPromises, countEntries } from '../setup/broken-promises.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { EventStream } from '../setup/event-stream.ts'
import {
  ask,
  databaseOf,
  inParallel,
  type Reply,
  Seat,
  type ServerProcess,
  settled,
  startServer,
} from '../setup/server.ts'

let server: ServerProcess
let owner: pg.Pool
let commander: Seat
let incident: string
let unit: { id: string; location: { lon: number; lat: number } }

/** Stands in everything that a person says; it must not turn up where nobody looks for it. */
const marker = 'MARKER-5309'
const phone = '13905309530'

beforeAll(async () => {
  server = await startServer(await makeDataFolder(), { KUAIJI_LOG: 'debug' })
  owner = await databaseOf(server.dataFolder)
  commander = await Seat.of(server.url, 'commander')
  unit = (await commander.get('/api/units')).body.items[0]
  const opened = await commander.post('/api/incidents', {
    type: 'traffic_collision',
    location: unit.location,
    address: marker,
    description: marker,
  })
  incident = opened.body.id
})

afterAll(async () => {
  await owner?.end()
  await server?.stop()
  if (server) await removeDataFolder(server.dataFolder)
})

/** One clear sentence as RFC 9457 wants it, with nothing in it of what was said, and nothing of the program. */
function expectProblem(
  { status, headers, body }: Reply,
  expected: { status: number; code: string; detail?: RegExp },
) {
  expect({ status, code: body.code }).toEqual({ status: expected.status, code: expected.code })
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({
    type: `/problems/${body.code}`,
    title: expect.stringMatching(/^[A-Z][a-z ]+$/),
    status,
    detail: expect.stringMatching(expected.detail ?? /^[A-Za-z].*\.$/s),
  })
  const text = JSON.stringify(body)
  expect(text).not.toMatch(new RegExp(`${marker}|${phone}`))
  expect(text).not.toMatch(/node:|node_modules|\.ts:\d|FST_|stack|SELECT|Error:/)
  expect(text.length).toBeLessThan(2000)
}

const collision = { type: 'traffic_collision', grade: 2 }
const nobody = '01890000-0000-7000-8000-000000000000'

type Case = readonly [
  what: string,
  path: string,
  body: unknown,
  expected: { status: number; code: string; detail?: RegExp },
  headers?: Record<string, string>,
]

const shape = (detail: RegExp) => ({ status: 400, code: 'shape', detail })
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const bodies: readonly Case[] = [
  [
    'an unknown field',
    '/api/calls',
    { text: marker, plate: marker },
    shape(/^body\/plate is an unknown field\.$/),
  ],
  ['a wrong type', '/api/calls', { text: 5 }, shape(/^body\/text must be string\.$/)],
  ['null for a text', '/api/calls', { text: null }, shape(/^body\/text must be string\.$/)],
  ['null for a body', '/api/calls', 'null', shape(/^body must be object\.$/)],
  ['a list for a body', '/api/calls', [{ text: marker }], shape(/^body must be object\.$/)],
  ['a text for a body', '/api/calls', `"${marker}"`, shape(/^body must be object\.$/)],
  ['no body', '/api/incidents', undefined, shape(/^body must be object\.$/)],
  ['a missing field', '/api/incidents', { grade: 2 }, shape(/^body lacks "type"\.$/)],
  [
    'a text over its limit',
    '/api/calls',
    { text: marker.repeat(500) },
    shape(/^body\/text must not have more than 2000/),
  ],
  ['an empty text', '/api/calls', { address: '' }, shape(/^body\/address must not have fewer than 1/)],
  [
    'a telephone that is none',
    '/api/calls',
    { telephone: `${phone}x` },
    shape(/^body\/telephone must match pattern/),
  ],
  [
    'a number too large for a number',
    '/api/incidents',
    '{"type":"traffic_collision","grade":1e400}',
    shape(/^body\/grade must be integer/),
  ],
  [
    'a grade that there is not',
    '/api/incidents',
    { ...collision, grade: 9 },
    shape(/^body\/grade must be <= 4\.$/),
  ],
  [
    'a grade and a half',
    '/api/incidents',
    { ...collision, grade: 1.5 },
    shape(/^body\/grade must be integer\.$/),
  ],
  [
    'a place off the globe',
    '/api/calls',
    { location: { lon: 1e308, lat: 0 } },
    shape(/^body\/location\/lon must be <= 180\.$/),
  ],
  [
    'a place of texts',
    '/api/calls',
    { location: { lon: '120', lat: '30' } },
    shape(/^body\/location\/lon must be number\.$/),
  ],
  [
    'a place with a height',
    '/api/calls',
    { location: { lon: 120, lat: 30, z: 1 } },
    shape(/^body\/location\/z is an unknown field\.$/),
  ],
  [
    'a call twice',
    '/api/incidents',
    { ...collision, calls: [nobody, nobody] },
    shape(/^body\/calls must not have duplicate/),
  ],
  [
    'calls that are no ids',
    '/api/incidents',
    { ...collision, calls: [nobody, marker] },
    shape(/^body\/calls\/1 must match format "uuid"\.$/),
  ],
  [
    'a field called __proto__',
    '/api/calls',
    '{"__proto__":{"admin":true}}',
    shape(/^body\/__proto__ is an unknown field\.$/),
  ],
  [
    'a field called constructor',
    '/api/calls',
    '{"constructor":{"prototype":{"admin":true}}}',
    shape(/^body\/constructor is an unknown field\.$/),
  ],
  [
    'a field name without end',
    '/api/calls',
    { ['x'.repeat(100_000)]: 1 },
    shape(/^body\/x+ is an unknown field\.$/),
  ],
  [
    'nesting without end',
    '/api/calls',
    `{"text":${nested(100_000)}}`,
    shape(/^body\/text must be string\.$/),
  ],
  [
    'lists without end',
    '/api/calls',
    `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    shape(/^body must be object\.$/),
  ],
  ['no time', '/api/calls', { at: 'yesterday' }, shape(/^body\/at must match format "date-time"\.$/)],
  [
    'a day that there is not',
    '/api/calls',
    { at: '2026-02-30T10:00:00Z' },
    shape(/^body\/at must match format/),
  ],
  ['a leap second', '/api/calls', { at: '2016-12-31T23:59:60Z' }, { status: 422, code: 'time_invalid' }],
  [
    'a time in the future',
    '/api/calls',
    { at: '2126-01-01T00:00:00Z' },
    { status: 422, code: 'time_in_future' },
  ],
  [
    'a time before all rules',
    '/api/calls',
    { at: '0001-01-01T00:00:00Z' },
    { status: 422, code: 'time_out_of_order' },
  ],
  [
    'an incident outside the city',
    '/api/incidents',
    { ...collision, location: { lon: 1, lat: 1 } },
    { status: 422, code: 'outside_city', detail: /^body\/location lies outside the city\.$/ },
  ],
  [
    'a type that there is not',
    '/api/incidents',
    { type: 'no_such_type' },
    { status: 422, code: 'unknown_type' },
  ],
  [
    'a call that there is not',
    '/api/incidents',
    { ...collision, calls: [nobody] },
    { status: 422, code: 'unknown_call', detail: /body\/calls\/0/ },
  ],
  [
    'half a surrogate pair',
    '/api/calls',
    `{"text":"${marker}\\ud83d"}`,
    { status: 400, code: 'text', detail: /^body\/text has a character/ },
  ],
  [
    'a zero character',
    '/api/calls',
    `{"address":"${marker}\\u0000"}`,
    { status: 400, code: 'text', detail: /^body\/address has a character/ },
  ],
  ['text that is not JSON', '/api/calls', `{"text":"${marker}"`, { status: 400, code: 'body_not_json' }],
  [
    'broken UTF-8',
    '/api/calls',
    Buffer.from('7b2274657874223a22e4bda0e5225d7d', 'hex'),
    { status: 400, code: 'body_not_utf8' },
  ],
  [
    '10 MB',
    '/api/calls',
    JSON.stringify({ text: 'x'.repeat(10_000_000) }),
    { status: 413, code: 'body_too_large', detail: /1 MiB/ },
  ],
  ['plain text', '/api/calls', marker, { status: 415, code: 'media_type' }, { 'content-type': 'text/plain' }],
  [
    'a form',
    '/api/calls',
    `text=${marker}`,
    { status: 415, code: 'media_type' },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ],
  ['XML', '/api/calls', '<a/>', { status: 415, code: 'media_type' }, { 'content-type': 'application/xml' }],
  [
    'a field where none belongs',
    `/api/calls/${nobody}/claim`,
    { seat: '110-99' },
    shape(/^body\/seat is an unknown field\.$/),
  ],
  [
    'a key of two words',
    '/api/calls',
    {},
    { status: 400, code: 'key_malformed' },
    { 'idempotency-key': 'a b' },
  ],
  [
    'a key without end',
    '/api/calls',
    {},
    { status: 400, code: 'key_malformed' },
    { 'idempotency-key': 'k'.repeat(300) },
  ],
  [
    'a version that is none',
    `/api/calls/${nobody}/claim`,
    {},
    { status: 400, code: 'version_malformed' },
    { 'if-match': '*' },
  ],
  ['a version of nothing', '/api/calls', {}, { status: 400, code: 'version_malformed' }, { 'if-match': '1' }],
  [
    'positions, one of them outside',
    '/api/positions',
    () => ({ positions: [here(), here(), { ...here(), location: { lon: 1, lat: 1 } }] }),
    { status: 422, code: 'outside_city', detail: /^body\/positions\/2\/location lies outside/ },
  ],
  [
    'positions, one of them of nobody',
    '/api/positions',
    () => ({ positions: [here(), { ...here(), unit: nobody }] }),
    { status: 422, code: 'unknown_unit', detail: /body\/positions\/1\/unit/ },
  ],
  [
    'positions, one of them tomorrow',
    '/api/positions',
    () => ({ positions: [here(), { ...here(), at: '2126-01-01T00:00:00Z' }] }),
    { status: 422, code: 'time_in_future' },
  ],
  [
    'positions, one of them malformed',
    '/api/positions',
    () => ({ positions: [here(), here(), here(), { ...here(), location: { lon: 1 } }] }),
    shape(/^body\/positions\/3\/location lacks "lat"\.$/),
  ],
  ['no positions', '/api/positions', { positions: [] }, shape(/^body\/positions must not have fewer than 1/)],
  [
    'an account without end',
    '/api/session',
    { user: 'x'.repeat(1000), password: 'demo' },
    shape(/^body\/user must not have more/),
  ],
  [
    'a password of zeros',
    '/api/session',
    '{"user":"commander","password":"\\u0000"}',
    { status: 400, code: 'text' },
  ],
]

const here = () => ({ unit: unit.id, location: unit.location })

describe('a body', () => {
  for (const [what, path, body, expected, headers = {}] of bodies)
    it(what, async () => {
      const before = await countEntries(owner)
      const sent = typeof body === 'function' ? body() : body
      expectProblem(await commander.ask('POST', path, sent, headers), expected)
      expect(await countEntries(owner)).toBe(before)
    })

  it('that was refused has stored no position either', async () => {
    const { rows } = await owner.query('SELECT * FROM response.position')
    expect(rows).toEqual([])
  })
})

describe('an address', () => {
  const notFound = { status: 404, code: 'not_found' }
  const noPath = { status: 404, code: 'no_such_path' }
  const paths: readonly (readonly [string, { status: number; code: string; detail?: RegExp }])[] = [
    ['GET /api/calls/no-uuid', shape(/^params\/id must match format "uuid"\.$/)],
    [`GET /api/calls/${nobody}`, notFound],
    [`GET /api/incidents/${nobody}`, notFound],
    [`GET /api/incidents/${nobody}/recommendation`, notFound],
    [`POST /api/calls/${nobody}/claim`, notFound],
    [`POST /api/incidents/${nobody}/review`, shape(/^body must be object\.$/)],
    [`GET /api/entries/${nobody}`, notFound],
    [`GET /ledger/proof/${nobody}`, notFound],
    ['GET /ledger/proof/no-uuid', notFound],
    ['GET /api/incidents?open=perhaps', shape(/^query\/open must be boolean\.$/)],
    ['GET /api/incidents?open=true&open=false', shape(/^query\/open must be boolean\.$/)],
    ['GET /api/incidents?limit=0', shape(/^query\/limit must be >= 1\.$/)],
    ['GET /api/incidents?limit=1e999', shape(/^query\/limit must be integer\.$/)],
    ['GET /api/incidents?plate=1', shape(/^query\/plate is an unknown field\.$/)],
    ['GET /api/units?__proto__=1', shape(/^query\/__proto__ is an unknown field\.$/)],
    ['GET /api/assignments?station=%00', { status: 400, code: 'text', detail: /^query\/station has/ }],
    ['GET /api/stream?after=soon', { status: 400, code: 'position_malformed' }],
    ['GET /api/stream?after=1&after=2', { status: 400, code: 'position_malformed' }],
    ['GET /api/%E4%BD', { status: 400, code: 'path_malformed' }],
    ['GET /api/calls/%ZZ', { status: 400, code: 'path_malformed' }],
    ['GET /api/nothing', noPath],
    [`GET /api/${marker}`, noPath],
    ['DELETE /api/calls', noPath],
    ['PUT /api/calls', noPath],
    ['GET /ledger/tile/0/000.p/255.p/1', { status: 404, code: 'tile_path' }],
    ['GET /ledger/tile/0/1', { status: 404, code: 'tile_path' }],
    ['GET /ledger/tile/0/x999/x999/x999/x999/x999/999', { status: 404, code: 'tile_path' }],
    ['GET /ledger/tile/64/000', { status: 404, code: 'tile_path' }],
    ['GET /ledger/tile/0/999', { status: 404, code: 'not_published' }],
    ['GET /ledger/tile/..%2f..%2fkeys%2flog.key', { status: 404, code: 'tile_path' }],
    ['GET /tiles/roads/1/2/', { status: 404, code: 'tile_path' }],
    ['GET /tiles/roads/0x1/1/1', { status: 404, code: 'tile_path' }],
    ['GET /tiles/roads/99/1/1', { status: 404, code: 'tile_path' }],
    ['GET /tiles/roads/1/-1/1', { status: 404, code: 'tile_path' }],
  ]

  it.each(paths)('%s', async (line, expected) => {
    const [method, path] = line.split(' ') as [string, string]
    expectProblem(await commander.ask(method, path), expected)
  })

  it('of a part without end', async () => {
    const reply = await commander.post(`/api/calls/${'1'.repeat(5000)}/claim`)
    expectProblem(reply, { status: 414, code: 'path_too_long' })
  })

  it('in capitals is the same record', async () => {
    const call = (await commander.post('/api/calls', {})).body.id as string
    const claimed = await commander.post(`/api/calls/${call.toUpperCase()}/claim`, {})
    expect([claimed.status, claimed.body]).toEqual([200, { id: call, n: 2 }])
  })

  it('outside the console’s files is the console, not the disk', async () => {
    for (const path of [
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/assets/..%2f..%2f..%2fpackage.json',
    ]) {
      const { body } = await ask(`${server.url}${path}`)
      expect(JSON.stringify(body)).not.toMatch(/workspaces|"dependencies"/)
    }
  })
})

describe('bytes that are no request', () => {
  /** Sends them as they stand; everything that comes back. */
  function send(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      let answer = ''
      socket.on('data', chunk => {
        answer += chunk
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(answer))
      socket.end(bytes)
    })
  }

  it.each([
    ['not HTTP', `${marker}\r\n\r\n`, 400, 'request_malformed'],
    ['an unknown method', `SPY /api/calls HTTP/1.1\r\nhost: x\r\n\r\n`, 400, 'request_malformed'],
    [
      'two lengths',
      'POST /api/calls HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'request_malformed',
    ],
    [
      'a length and chunks',
      'POST /api/calls HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'request_malformed',
    ],
    [
      'headers of 100 KB',
      `GET /health HTTP/1.1\r\nhost: x\r\nx-bomb: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      '10,000 headers',
      `GET /health HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 10_000 }, (_, i) => `x-${i}: ${i}\r\n`).join('')}\r\n`,
      431,
      'headers_too_large',
    ],
  ])('%s', async (_, bytes, status, code) => {
    const answer = await send(bytes)
    const [head, body] = answer.split('\r\n\r\n') as [string, string]
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toMatch(/content-type: application\/problem\+json/i)
    expect(JSON.parse(body)).toMatchObject({ status, code, detail: expect.stringMatching(/\.$/) })
    expect(answer).not.toContain(marker)
  })
})

describe('what somebody said', () => {
  it('stands in no log, metric, stream or error, whatever is done with it', async () => {
    const auditor = await Seat.of(server.url, 'auditor')
    const stream = await EventStream.open(auditor, -1)
    const said = { location: unit.location, address: `${marker}路5号`, telephone: phone, text: `${marker}说` }
    const call = (await commander.post('/api/calls', said)).body
    expect(JSON.stringify(call)).not.toMatch(new RegExp(`${marker}|${phone}`))
    expect((await commander.get(`/api/calls/${call.id}`)).body).toMatchObject(said)
    await commander.post(`/api/incidents/${incident}/feedback`, { final: false, text: marker })
    await commander.post('/api/telephone-searches', {
      telephone: phone,
      ground: { by: 'open_call', kind: 'call', record: call.id },
    })
    await commander.post('/api/session', { user: marker, password: marker })
    await inParallel(20, 10, i =>
      commander.post(i % 2 ? '/api/calls' : `/api/${marker}`, i % 3 ? said : `{"${marker}`),
    )
    const { entries } = await settled(server.url)
    await stream.reaches(entries - 1)
    await stream.close()
    const places = {
      log: [...server.lines, ...server.errors].join('\n'),
      database: await readFile(join(server.dataFolder, 'postgres.log'), 'utf8'),
      metrics: (await ask(`${server.url}/metrics`)).body,
      stream: stream.text,
      health: JSON.stringify((await ask(`${server.url}/health`)).body),
      bundle: (await ask(`${server.url}/ledger/tile/entries/000`)).body,
    }
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(20)
      expect(text, place).not.toMatch(new RegExp(`${marker}|${phone}`))
    }
    const { rows } = await owner.query<{ column: string; table: string }>(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS table, quote_ident(column_name) AS column
         FROM information_schema.columns
        WHERE table_schema IN ('ledger', 'access', 'response', 'vault', 'graphile_worker')
          AND data_type IN ('text', 'json', 'jsonb', 'character varying')`,
    )
    expect(rows.length).toBeGreaterThan(20)
    for (const { table, column } of rows) {
      const { rowCount } = await owner.query(`SELECT FROM ${table} WHERE ${column}::text ~ $1`, [
        `${marker}|${phone}`,
      ])
      expect({ table, column, rowCount }).toEqual({ table, column, rowCount: 0 })
    }
    expect(await brokenPromises(owner)).toEqual([])
  })
})
