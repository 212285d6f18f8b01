import { randomUUID } from 'node:crypto'
import { type Answer, type Authority, type Desk, type Role, uuidv7 } from '@kuaiji/kernel'
import { createIntegrator, createLedger, fold, type Ledger, mainLog } from '@kuaiji/ledger'
import fc from 'fast-check'
import pg from 'pg'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDesk } from '../../../apps/server/desk.ts'
import { sampleSigner } from '../../../packages/ledger/tree/sample.ts'
import { keyringOf } from '../../../packages/vault/keyring.ts'
import { createSealer } from '../../../packages/vault/sealer.ts'
import { type FreshDatabase, freshDatabase } from '../../../tests/setup/fresh-database.ts'
import type { FigureBreaches, FigureEntries, FigureItem, FigureReport } from '../shape.ts'
import { reckonAgain } from './again.ts'
import { figureRoutes } from './api.ts'
import { readFigureEntries, readFigures } from './policy.ts'
import { changeOf, chaptersOf, type Story, storiesEnd, storyArbitrary } from './testing/story.ts'
import { figureView } from './view.ts'

const timeZone = 'Asia/Shanghai'
const clock = { now: () => new Date(storiesEnd), until: async () => {} }
const services = { city: { timeZone } }

let database: FreshDatabase
let pool: pg.Pool
let ledger: Ledger

beforeAll(async () => {
  database = await freshDatabase()
  pool = new pg.Pool({ connectionString: database.applicationUrl, max: 8 })
  pool.on('error', () => {})
  const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
  ledger = createLedger({ pool, clock, identify: uuidv7, sealer })
})

afterAll(async () => {
  await pool.end()
  await database.drop()
})

function authority(jurisdiction: string, role: Role): Authority {
  const actor = { id: 'account-1', role, unit: 'bureau', seat: '110-01', channel: 'console' as const }
  return { jurisdiction, purpose: 'review', shift: 'day', actor }
}

function deskOf(jurisdiction: string): Desk {
  const settings = {
    pool,
    ledger,
    signer: sampleSigner,
    newId: uuidv7,
    openParticulars: async () => new Map(),
  }
  return createDesk(settings, { authority: authority(jurisdiction, 'auditor'), now: new Date(storiesEnd) })
}

/** Writes stories as commands would, each in one append, and lets the log and the view take them in. */
async function tell(jurisdiction: string, stories: readonly Story[]): Promise<void> {
  for (const story of stories) {
    const chapters = chaptersOf(story, () => uuidv7(new Date(storiesEnd)))
    const crews = chapters.filter(({ role }) => role === 'crew')
    const others = chapters.filter(({ role }) => role !== 'crew')
    if (crews.length > 0) await ledger.append(authority(jurisdiction, 'crew'), crews.map(changeOf))
    if (others.length > 0) await ledger.append(authority(jurisdiction, 'dispatcher'), others.map(changeOf))
  }
  const integrator = createIntegrator(pool, mainLog)
  while ((await integrator.integrate(jurisdiction)) > 0);
  while ((await fold(pool, mainLog, figureView)) > 0);
}

async function ask<Body>(jurisdiction: string, path: string, params = {}, query = {}): Promise<Body> {
  const route = figureRoutes.find(found => found.path === path)!
  const answer: Answer = await route.handle(
    deskOf(jurisdiction),
    { params, query, body: undefined } as Parameters<typeof route.handle>[1],
    services,
  )
  expect(answer.status).toBe(200)
  expect(Compile(route.answers[200] as TSchema).Errors(answer.body)).toEqual([])
  return answer.body as Body
}

const report = (jurisdiction: string, year = 2026) =>
  ask<FigureReport>(jurisdiction, '/api/figures', {}, { year })
const again = (jurisdiction: string, year = 2026) =>
  reckonAgain(pool, { jurisdiction, year, timeZone, computedAt: new Date(storiesEnd) })
const figureOf = ({ items }: FigureReport, id: string) => items.find(item => item.id === id) as FigureItem

const day = Date.parse('2026-06-01T02:00:00.000Z')
const at = (seconds: number) => day + seconds * 1000

/** The unit is ordered 60 s after the call and is on scene 340 s later: late by the 300 s of grade 1. */
const arrival: Story = {
  type: 'assault',
  grade: 1,
  regradedTo: null,
  urban: true,
  district: 'd1',
  openedAt: at(30),
  openedBy: 'dispatcher',
  calls: [{ channel: 'voice_110', receivedAt: at(0), claimedAt: at(6), abandonedAt: null }],
  orders: [
    {
      orderedAt: at(60),
      signed: { at: at(75), source: 'field' },
      acknowledged: { at: at(100), source: 'field' },
      arrived: { at: at(400), source: 'field' },
      cancelledAt: null,
    },
  ],
  feedbackAt: at(900),
}

describe('a report', () => {
  it('holds each figure with its parts, and the entries behind it', async () => {
    await tell('by-hand', [arrival, { ...arrival, orders: [] }])
    const found = await report('by-hand')
    expect(found).toMatchObject({ year: 2026, jurisdiction: 'by-hand', timeZone, withheld: [] })
    const m01 = figureOf(found, 'M01')
    expect(m01).toMatchObject({
      numerator: 340,
      denominator: 1,
      value: 340,
      unit: 's',
      group: null,
      definition: { version: 1 },
      window: { from: '2025-12-31T16:00:00.000Z', to: '2026-12-31T16:00:00.000Z', by: 'call_received' },
      companions: {
        median: 340,
        p90: 340,
        mean_to_10_s: 340,
        answer_to_arrival: 394,
        dropped_order_missing: 1,
      },
      names: { median: { zh: '中位数', en: 'Median' } },
      entries: { count: 5, href: '/api/figures/M01/entries?year=2026' },
    })
    expect(figureOf(found, 'compliance_arrival_grade_1')).toMatchObject({
      numerator: 0,
      denominator: 1,
      value: 0,
      breaches: { count: 1, first: [{ reason: 'late', lateSeconds: 40 }] },
    })
    expect(figureOf(found, 'compliance_sign')).toMatchObject({ numerator: 1, denominator: 1, value: 100 })
    expect(figureOf(found, 'compliance_acknowledge')).toMatchObject({ numerator: 1, denominator: 1 })
    expect(figureOf(found, 'compliance_answer')).toMatchObject({ numerator: 2, denominator: 2 })
    expect(figureOf(found, 'compliance_first_feedback')).toMatchObject({ numerator: 1, denominator: 1 })
    expect(figureOf(found, 'incidents_grade_1')).toMatchObject({ numerator: 2, denominator: 1, value: 2 })
    expect(figureOf(found, 'incidents_grade_2')).toMatchObject({ numerator: 0, value: 0 })
    expect(figureOf(found, 'incidents_district_d1')).toMatchObject({
      group: { by: 'district', key: 'd1' },
      value: 2,
    })
    const { rows } = await pool.query('SELECT id, type FROM ledger.entry WHERE id = ANY($1)', [
      m01.entries.first,
    ])
    const typeOf = new Map(rows.map(({ id, type }) => [id, type]))
    expect(m01.entries.first.map(id => typeOf.get(id)).sort()).toEqual([
      'assignment.arrived',
      'assignment.ordered',
      'call.claimed',
      'call.received',
      'incident.opened',
    ])
  })

  it('of another year, or of another jurisdiction, holds none of it', async () => {
    for (const other of [await report('by-hand', 2025), await report('elsewhere')]) {
      expect(figureOf(other, 'M01')).toMatchObject({
        denominator: 0,
        value: null,
        entries: { count: 0, first: [] },
      })
      expect(figureOf(other, 'incidents')).toMatchObject({ value: 0 })
    }
  })

  it('counts by the call what was received on New Year’s Eve and opened on New Year’s Day', async () => {
    const shift = Date.parse('2025-12-31T15:59:50.000Z') - day
    const order = arrival.orders[0]!
    const eve: Story = {
      ...arrival,
      openedAt: arrival.openedAt + shift,
      calls: arrival.calls.map(call => ({ ...call, receivedAt: call.receivedAt + shift, claimedAt: null })),
      orders: [
        { ...order, orderedAt: order.orderedAt + shift, arrived: { at: at(400) + shift, source: 'field' } },
      ],
    }
    await tell('new-year', [eve])
    expect(figureOf(await report('new-year', 2025), 'M01')).toMatchObject({ numerator: 340, denominator: 1 })
    expect(figureOf(await report('new-year', 2025), 'incidents').value).toBe(0)
    expect(figureOf(await report('new-year', 2026), 'M01')).toMatchObject({ denominator: 0 })
    expect(figureOf(await report('new-year', 2026), 'incidents').value).toBe(1)
  })

  it('is of this year when none is asked for', async () => {
    expect(await ask('by-hand', '/api/figures')).toMatchObject({ year: 2026 })
  })

  it('shows at once what was just written', async () => {
    const jurisdiction = randomUUID()
    await ledger.append(
      authority(jurisdiction, 'dispatcher'),
      chaptersOf(arrival, () => uuidv7(new Date(storiesEnd))).map(changeOf),
    )
    const integrator = createIntegrator(pool, mainLog)
    const asked = report(jurisdiction)
    while ((await integrator.integrate(jurisdiction)) > 0);
    while ((await fold(pool, mainLog, figureView)) > 0);
    expect(figureOf(await asked, 'incidents').value).toBe(1)
  })
})

describe('the entries behind a figure', () => {
  it('come page by page in the order of the log, each with its proof, all of them and no other', async () => {
    await tell(
      'many',
      Array.from({ length: 75 }, (_, i) => ({
        ...arrival,
        grade: i % 3 === 0 ? 4 : 2,
        openedAt: at(30 + i),
      })),
    )
    const { entries } = figureOf(await report('many'), 'M01')
    expect(entries).toMatchObject({ count: 250 })
    const pages: FigureEntries[] = []
    for (let after: string | undefined; ; ) {
      const query = { year: 2026, ...(after === undefined ? {} : { after }) }
      const page = await ask<FigureEntries>('many', '/api/figures/{id}/entries', { id: 'M01' }, query)
      pages.push(page)
      if (page.next === null) break
      after = page.next
    }
    expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 50])
    const items = pages.flatMap(page => page.items)
    const leaves = items.map(({ leafIndex }) => leafIndex as number)
    expect(leaves).toEqual([...new Set(leaves)].sort((a, b) => a - b))
    expect(items.slice(0, 100).map(({ id }) => id)).toEqual(entries.first)
    expect(items[0]).toMatchObject({
      role: 'dispatcher',
      seat: '110-01',
      proof: `/ledger/proof/${items[0]!.id}`,
    })
  })

  it('list every deadline that was missed, with its reason', async () => {
    const id = 'compliance_arrival_grade_2'
    const page = await ask<FigureBreaches>('many', '/api/figures/{id}/breaches', { id }, { year: 2026 })
    expect(page.items).toHaveLength(50)
    expect(page.next).toBeNull()
    expect(page.items[0]).toMatchObject({ reason: 'late', title: { en: 'Done, but late' }, lateSeconds: 40 })
    expect(figureOf(await report('many'), id).breaches.first).toEqual(page.items)
  })

  it('are refused for a figure that there is not', async () => {
    const asked = ask('many', '/api/figures/{id}/entries', { id: 'incidents_officer_1' }, { year: 2026 })
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'unknown_figure' })
  })

  it('are for auditors, commanders and administrators; figures are for everyone', () => {
    const may = (role: Role) =>
      [readFigures, readFigureEntries].map(policy => policy.allows(authority('j', role)))
    expect(may('department')).toEqual([true, false])
    expect(may('dispatcher')).toEqual([true, false])
    for (const role of ['auditor', 'commander', 'admin'] as const) expect(may(role)).toEqual([true, true])
  })
})

describe('the view', () => {
  const content = async () => {
    const tables = ['figure_call', 'figure_order', 'figure_incident']
    return Promise.all(
      tables.map(
        async name => (await pool.query(`SELECT * FROM response.${name} ORDER BY jurisdiction, record`)).rows,
      ),
    )
  }

  it('says the same as the entries themselves, on generated histories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storyArbitrary, { minLength: 1, maxLength: 8 }), async stories => {
        const jurisdiction = randomUUID()
        await tell(jurisdiction, stories)
        for (const year of [2025, 2026])
          expect(await report(jurisdiction, year)).toEqual(await again(jurisdiction, year))
      }),
      { numRuns: 12 },
    )
  })

  it('is the same table when it is built again from leaf 0', async () => {
    const before = await content()
    expect(before.every(rows => rows.length > 100)).toBe(true)
    while ((await fold(pool, mainLog, { ...figureView, version: figureView.version + 1 })) > 0);
    expect(await content()).toEqual(before)
    while ((await fold(pool, mainLog, figureView)) > 0);
    expect(await content()).toEqual(before)
  })

  it('is the same table however many entries are folded at a time', async () => {
    const before = await content()
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await figureView.reset(client)
      const { rows } = await client.query('SELECT count(*)::int AS size FROM ledger.leaf')
      const { readEntries } = await import('@kuaiji/ledger')
      for (let next = 0; next < rows[0].size; next += 7)
        await figureView.fold(client, await readEntries(client, mainLog, next, 7))
      await client.query('COMMIT')
    } finally {
      client.release()
    }
    expect(await content()).toEqual(before)
  })
})
