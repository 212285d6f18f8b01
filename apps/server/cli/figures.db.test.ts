import { existsSync } from 'node:fs'
import { yearAt } from '@kuaiji/figures'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type WorkedCity, workCity, workPatienceMs } from '../../../tests/limits/worked-city.ts'
import { withConnection } from '../database/connect.ts'
import { figuresCommand } from './figures.ts'

const year = String(yearAt('Asia/Shanghai', Date.now()))
let city: WorkedCity

beforeAll(async () => {
  city = await workCity()
}, workPatienceMs)
afterAll(() => city.close())

beforeEach(() => {
  vi.stubEnv('KUAIJI_DATA', city.server.dataFolder)
  vi.stubEnv('DATABASE_URL', city.database.applicationUrl)
})
afterEach(() => {
  vi.unstubAllEnvs()
  process.exitCode = 0
})

/** Runs the command line and gives back what it printed and its exit code. */
async function run(...words: string[]): Promise<{ out: string; err: string; code: number }> {
  const out: string[] = []
  const err: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(line => void out.push(`${line}\n`))
  const error = vi.spyOn(console, 'error').mockImplementation(line => void err.push(`${line}\n`))
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const program = new Command()
  figuresCommand(program)
  try {
    await program.parseAsync(['figures', ...words], { from: 'user' })
    return { out: out.join(''), err: err.join(''), code: Number(process.exitCode ?? 0) }
  } finally {
    for (const spy of [log, error, write]) spy.mockRestore()
  }
}

function openSessions(): Promise<readonly unknown[]> {
  return withConnection(city.database.ownerUrl, 'DATABASE_OWNER_URL', async client => {
    const sql = 'SELECT digest FROM access.session WHERE ended_at IS NULL ORDER BY digest'
    return (await client.query(sql)).rows
  })
}

async function report(...words: string[]) {
  const { out, code } = await run('--json', ...words)
  expect(code).toBe(0)
  return JSON.parse(out)
}

it('asks the server of this folder, signs in to a demonstration by itself and out again', async () => {
  const before = await openSessions()
  const found = await report('--year', year)
  expect(found).toMatchObject({
    ok: true,
    source: city.server.url,
    year: Number(year),
    timeZone: 'Asia/Shanghai',
  })
  expect(found.items.find((item: { id: string }) => item.id === 'M01')).toMatchObject({ denominator: 1 })
  expect(found.items.find((item: { id: string }) => item.id === 'incidents_grade_2')).toMatchObject({
    value: 1,
  })
  expect(await openSessions()).toEqual(before)
})

it('reckons the same from the entries themselves, past every view', async () => {
  const { source, computedAt, ...served } = await report('--year', year, '--url', city.server.url)
  const { source: entries, computedAt: later, ...again } = await report('--year', year, '--again')
  expect(again).toEqual(served)
  expect([source, entries]).toEqual([city.server.url, 'the entries of DATABASE_URL'])
  expect(Date.parse(later)).toBeGreaterThan(0)
  expect(Date.parse(computedAt)).toBeGreaterThan(0)
})

it('leads on to the entries by HTTP, for those who may open them', async () => {
  const { entries } = (await report('--year', year)).items[0]
  const { auditor, dispatcher } = city.seats
  const { status, body } = await auditor.get(entries.href)
  expect([status, body.items.length, body.next]).toEqual([200, entries.count, null])
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(entries.first)
  const rest = await auditor.get(`${entries.href}&after=${body.items[1].leafIndex}`)
  expect(rest.body.items).toEqual(body.items.slice(2))
  expect((await auditor.get(body.items[0].proof)).status).toBe(200)
  expect((await auditor.get(`${entries.href}&after=x`)).body).toMatchObject({
    code: 'shape',
    place: 'query/after',
  })
  expect((await dispatcher.get(entries.href)).status).toBe(403)
})

it('prints a line for each figure, in both languages', async () => {
  const { out, code } = await run()
  expect(code).toBe(0)
  expect(out).toMatch(
    /^M01 .* s = \d+\/1 {2}首波警力到达现场平均用时 Mean time to the first unit on scene \(5 entries\)$/m,
  )
})

it('passes on what the server says of a token, in one sentence', async () => {
  const { out, err, code } = await run('--url', city.server.url, '--token', 'nobody')
  expect({ out, code }).toEqual({ out: '', code: 1 })
  expect(err).toMatch(/^kuaiji figures: .*\/api\/figures: Sign in first: POST \/api\/session\.\n$/)
})

it('says where there is nothing to reckon from, and makes nothing there', async () => {
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('KUAIJI_DATA', '/tmp/kuaiji-nowhere')
  const { err, code } = await run('--json')
  expect(code).toBe(1)
  expect(err).toContain('there is no database in /tmp/kuaiji-nowhere')
  expect(existsSync('/tmp/kuaiji-nowhere')).toBe(false)
})

it('names the place where no server answers', async () => {
  const { err, code } = await run('--url', 'http://127.0.0.1:1')
  expect(code).toBe(1)
  expect(err).toContain('no server answers at http://127.0.0.1:1')
})
