import { connect } from 'node:net'
import type { Role, Route } from '@kuaiji/kernel'
import { figureRoutes, responseRoutes } from '@kuaiji/response'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryRoutes } from '../../apps/server/entries.ts'
import { recordRoutes } from '../../apps/server/records.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { EventStream } from '../setup/event-stream.ts'
import {
  ask,
  inParallel,
  type Reply,
  Seat,
  type ServerProcess,
  settled,
  startServer,
} from '../setup/server.ts'

const posts = ['calltaker', 'dispatcher', 'commander', 'station', 'department', 'auditor', 'admin'] as const

let demonstration: ServerProcess
let seats: Record<(typeof posts)[number], Seat>
/** Opened before all else, so that its heartbeats tell of everything. */
let departmentStream: EventStream

beforeAll(async () => {
  // In a demonstration HOST does not widen the door.
  demonstration = await startServer(await makeDataFolder(), { HOST: '0.0.0.0' })
  const signedIn = await Promise.all(posts.map(async post => [post, await Seat.of(demonstration.url, post)]))
  seats = Object.fromEntries(signedIn)
  departmentStream = await EventStream.open(seats.department, -1)
})

afterAll(async () => {
  await demonstration?.stop()
  if (demonstration) await removeDataFolder(demonstration.dataFolder)
})

interface Described {
  readonly operationId: string
  readonly description?: string
}

const outcome = ({ status, body }: Reply) => `${status} ${body?.code ?? ''}`.trim()

describe('what each post may do is what the sentence says', () => {
  const routes: readonly Route[] = [
    ...responseRoutes,
    ...figureRoutes,
    ...entryRoutes(undefined as never),
    ...recordRoutes({} as never),
  ]

  /** Who is named before the first semicolon; after it stands what they are not shown. */
  function namedIn({ en }: Route['policy']['sentence']): ReadonlySet<Role> {
    const controlRoom = ['calltaker', 'dispatcher', 'commander'] as const
    const words: readonly (readonly [RegExp, readonly Role[]])[] = [
      [/^everyone who is signed in\b/i, posts],
      [/\bcontrol-room posts\b/i, controlRoom],
      [/\bresponse posts\b/i, [...controlRoom, 'station', 'crew']],
      [/\bcall-takers\b/i, ['calltaker']],
      [/\bdispatchers\b/i, ['dispatcher']],
      [/\bcommanders?\b/i, ['commander']],
      [/\bstations?\b/i, ['station']],
      [/\bdepartments\b/i, ['department']],
      [/\bauditors\b/i, ['auditor']],
      [/\badministrators\b/i, ['admin']],
    ]
    const clause = en.split(';')[0]!
    return new Set(words.flatMap(([word, roles]) => (word.test(clause) ? roles : [])))
  }

  it('covers every operation that the server describes', async () => {
    const { paths } = (await ask(`${demonstration.url}/api/openapi.json`)).body
    const described = Object.values(paths as Record<string, Record<string, Described>>)
      .flatMap(methods => Object.values(methods))
      // The server's own operations have no policy: they are open, or for whoever is signed in.
      .filter(({ description }) => description !== undefined)
      .map(({ operationId }) => operationId)
    expect(described.sort()).toEqual(routes.map(route => route.operation).sort())
  })

  it.each(routes.map(route => [route.operation, route] as const))('%s', async (_, route) => {
    const { sentence } = route.policy
    const path = route.path.replace('{id}', '01890000-0000-7000-8000-000000000000')
    const body = route.method === 'GET' ? undefined : {}
    const answers = await Promise.all(
      posts.map(async post => [post, await seats[post].ask(route.method, path, body)] as const),
    )
    for (const [post, reply] of answers) {
      const named = namedIn(sentence).has(post)
      expect({ post, refused: reply.status === 403 }).toEqual({ post, refused: !named })
      if (named) expect([200, 201, 400, 404, 422]).toContain(reply.status)
      else expect(reply.body).toMatchObject({ code: 'policy', detail: sentence.en, sentence })
    }
    const stranger = await ask(`${demonstration.url}${path}`, {
      method: route.method,
      ...(body === undefined ? {} : { body }),
    })
    expect(outcome(stranger)).toBe('401 not_signed_in')
  })
})

describe('a session', () => {
  it.each([
    ['none', {}],
    ['a made-up one', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['one without end', { authorization: `Bearer ${'A'.repeat(5000)}` }],
    ['another scheme', { authorization: 'Basic ZGlzcGF0Y2hlcjpkZW1v' }],
    ['a made-up cookie', { cookie: 'kuaiji_session=x; kuaiji_session=y' }],
  ])('that is %s opens nothing', async (_, headers) => {
    for (const path of ['/api/session', '/api/units', '/api/stream'])
      expect(outcome(await ask(`${demonstration.url}${path}`, { headers }))).toBe('401 not_signed_in')
  })

  it('in a cookie writes from our own pages only, and no script can read it', async () => {
    const signedIn = await ask(`${demonstration.url}/api/session`, {
      method: 'POST',
      body: { user: 'calltaker', password: 'demo' },
    })
    const cookie = signedIn.headers.get('set-cookie')!
    expect(cookie).toMatch(/^kuaiji_session=[\w-]{43};.*HttpOnly;.*SameSite=Strict/)
    const call = (site: Record<string, string>) =>
      ask(`${demonstration.url}/api/calls`, {
        method: 'POST',
        body: {},
        headers: { cookie: cookie.split(';')[0]!, ...site },
      })
    expect(outcome(await call({ 'sec-fetch-site': 'cross-site' }))).toBe('403 cross_site')
    expect(outcome(await call({ 'sec-fetch-site': 'same-site' }))).toBe('403 cross_site')
    expect(outcome(await call({ 'sec-fetch-site': 'same-origin' }))).toBe('201')
  })

  it('that has ended opens nothing more', async () => {
    const seat = await Seat.of(demonstration.url, 'dispatcher')
    expect((await seat.get('/api/session')).body.user.role).toBe('dispatcher')
    expect((await seat.ask('DELETE', '/api/session')).status).toBe(204)
    expect(outcome(await seat.get('/api/units'))).toBe('401 not_signed_in')
    expect((await seat.ask('DELETE', '/api/session')).status).toBe(204)
  })
})

describe('demonstration accounts', () => {
  it.each([
    ['X-Forwarded-For', '203.0.113.5'],
    ['X-Forwarded-Host', 'kuaiji.example.org'],
    ['X-Forwarded-Proto', 'https'],
    ['Forwarded', 'for=203.0.113.5'],
    ['X-Real-IP', '203.0.113.5'],
    ['Via', '1.1 proxy'],
    ['CF-Connecting-IP', '203.0.113.5'],
    ['True-Client-IP', '203.0.113.5'],
  ])('are refused on requests with %s', async (name, value) => {
    const headers = { [name]: value }
    const credentials = { user: 'admin', password: 'demo' }
    const signIn = await ask(`${demonstration.url}/api/session`, {
      method: 'POST',
      body: credentials,
      headers,
    })
    expect(outcome(signIn)).toBe('403 demonstration_only_here')
    expect(outcome(await seats.admin.get('/api/session', headers))).toBe('403 demonstration_only_here')
    expect(outcome(await seats.auditor.get('/api/stream', headers))).toBe('403 demonstration_only_here')
    expect((await ask(`${demonstration.url}/health`, { headers })).status).toBe(200)
  })

  it('are behind a door on this machine only', async () => {
    const { port } = new URL(demonstration.url)
    const knock = (host: string) =>
      new Promise<string>(resolve => {
        const socket = connect(Number(port), host)
        socket.on('connect', () => resolve('open'))
        socket.on('error', error => resolve((error as NodeJS.ErrnoException).code ?? 'error'))
        socket.on('close', () => socket.destroy())
      })
    expect(await knock('127.0.0.1')).toBe('open')
    // Every address of 127.0.0.0/8 is this machine: a server bound to all of its addresses would answer here.
    expect(await knock('127.0.0.2')).toBe('ECONNREFUSED')
  })
})

describe('outside a demonstration', () => {
  it('none of its accounts exists; one link makes one administrator, once', async () => {
    const dataFolder = await makeDataFolder()
    const start = () => startServer(dataFolder, { KUAIJI_DEMO: '0' })
    let server = await start()
    try {
      const say = (path: string, body: object, headers = {}) =>
        ask(`${server.url}${path}`, { method: 'POST', body, headers })
      for (const user of posts)
        expect(outcome(await say('/api/session', { user, password: 'demo' }))).toBe('401 credentials')
      const line = await server.line('first administrator (once, within a day): ')
      const token = line.split('#')[1]!
      const password = 'eleven blue kites'
      expect(outcome(await say('/api/first-administrator', { token, user: 'root', password: 'demo' }))).toBe(
        '422 password',
      )
      expect(
        outcome(await say('/api/first-administrator', { token: 'A'.repeat(43), user: 'root', password })),
      ).toBe('403 link')
      const redeemed = await inParallel(8, 8, i =>
        say('/api/first-administrator', { token, user: `admin-${i}`, password }),
      )
      expect(redeemed.map(outcome).sort()).toEqual(['201', ...Array(7).fill('403 link')])
      const winner = redeemed.find(reply => reply.status === 201)!.body.user
      expect(winner).toMatchObject({ role: 'admin', unit: 'bureau' })
      for (let i = 0; i < 8; i++) {
        const signIn = await say('/api/session', { user: `admin-${i}`, password })
        expect(outcome(signIn)).toBe(`admin-${i}` === winner.name ? '201' : '401 credentials')
      }
      // A real account may come through the bureau's own proxy.
      const proxied = await say(
        '/api/session',
        { user: winner.name, password },
        { 'x-forwarded-for': '10.0.0.1' },
      )
      expect(proxied.status).toBe(201)
      expect(await server.stop()).toBe(0)
      server = await start()
      expect((await say('/api/session', { user: winner.name, password })).status).toBe(201)
      expect(await server.stop()).toBe(0)
      expect(server.lines.some(text => text.startsWith('first administrator'))).toBe(false)
      expect([...server.lines, ...server.errors].join('\n')).not.toContain(token)
    } finally {
      await server.kill()
      await removeDataFolder(dataFolder)
    }
  })
})

describe('the live stream', () => {
  const takeCall = () => seats.calltaker.post('/api/calls', { text: '有人落水', telephone: '13700007777' })

  it('ends with the session: nothing that happens after the sign-out is told', async () => {
    const seat = await Seat.of(demonstration.url, 'dispatcher')
    const stream = await EventStream.open(seat)
    const before = (await takeCall()).body.id
    await stream.reaches((await settled(demonstration.url)).entries - 1)
    expect((await seat.ask('DELETE', '/api/session')).status).toBe(204)
    const after = (await takeCall()).body.id
    await stream.ended
    const told = stream.entries.map(entry => entry.data.record)
    expect([told.includes(before), told.includes(after)]).toEqual([true, false])
  })

  it('tells who looked to auditors alone, and a department nothing', async () => {
    const call = (await takeCall()).body.id
    expect((await seats.commander.get(`/api/calls/${call}`)).body.telephone).toBe('13700007777')
    const { entries } = await settled(demonstration.url)
    const kinds = new Map<string, Set<string>>()
    for (const post of ['auditor', 'dispatcher', 'department'] as const) {
      const stream = await EventStream.open(seats[post], -1)
      await stream.reaches(entries - 1)
      await stream.close()
      kinds.set(post, new Set(stream.entries.map(entry => entry.data.kind)))
    }
    expect(kinds.get('auditor')).toContain('access')
    expect(kinds.get('dispatcher')).toContain('call')
    expect(kinds.get('dispatcher')).not.toContain('access')
    expect(kinds.get('department')).toEqual(new Set())
  })

  it('says where something happened and never what was said', async () => {
    const stream = await EventStream.open(seats.auditor, -1)
    await stream.reaches((await settled(demonstration.url)).entries - 1)
    await stream.close()
    const fields = ['at', 'jurisdiction', 'kind', 'leafIndex', 'n', 'parent', 'record', 'type']
    for (const { data } of stream.entries) expect(Object.keys(data).sort()).toEqual(fields)
    expect(stream.text).not.toMatch(/有人落水|13700007777/)
  })

  it('resumed again and again under load misses nothing and repeats nothing', async () => {
    const first = (await settled(demonstration.url)).entries
    const load = inParallel(300, 12, takeCall)
    const told: number[] = []
    let open = true
    const reading = (async () => {
      for (let last = first - 1; open || last < (await settled(demonstration.url)).entries - 1; ) {
        const headers = { 'last-event-id': String(last) }
        const stream = await EventStream.open(seats.auditor, 0, headers)
        await Promise.race([stream.reaches(last + 20), load])
        await stream.close()
        told.push(...stream.indexes)
        last = stream.last
      }
    })()
    await load
    open = false
    await reading
    const { entries } = await settled(demonstration.url)
    expect(told).toEqual(Array.from({ length: entries - first }, (_, i) => first + i))
  })

  it('has heartbeats that carry the last leaf index examined, also for who may see none of it', async () => {
    const { entries } = await settled(demonstration.url)
    await departmentStream.reaches(entries - 1)
    await departmentStream.close()
    expect(departmentStream.entries).toEqual([])
    expect(departmentStream.messages.at(-1)).toMatchObject({
      event: 'heartbeat',
      data: { leafIndex: departmentStream.last },
    })
  })
})
