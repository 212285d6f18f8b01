import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logSource, parseVerifier, verifyLog } from '@kuaiji/ledger/tree'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ReplayOptions, replay } from '../../apps/server/replay/replay.ts'
import { callTable, makeRoads, times } from '../../apps/server/replay/testing/made-up.ts'
import { type FreshDatabase, freshDatabase } from '../setup/fresh-database.ts'
import { sharedData } from '../setup/shared-data.ts'

let folder: string
let database: FreshDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-replay-'))
  database = await freshDatabase()
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Replays into this test's database; `table` is written as the file of calls. */
async function replayed(table: string | undefined, more: Partial<ReplayOptions> = {}) {
  const calls = join(folder, 'calls.csv')
  if (table !== undefined) await writeFile(calls, table)
  return replay({
    calls,
    roads: await makeRoads(folder),
    timeZone: 'America/New_York',
    units: 3,
    out: join(folder, 'out'),
    database: { databaseUrl: database.applicationUrl, ownerUrl: database.ownerUrl },
    signal: new AbortController().signal,
    ...more,
  })
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.applicationUrl })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** `[line, id, code]` of every refused row. */
async function refusedRows(file = join(folder, 'out/refused.csv')) {
  const [head, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(head).toBe('line,id,code,sentence')
  return lines.map(line => line.split(',').slice(0, 3))
}

const secret = 'Ms Example, 12 Elm Street'

describe('a replay', () => {
  test('accounts for every row: good, bad, outside, twice', async () => {
    const far = { latitude: '40.6' }
    const report = await replayed(
      callTable([
        { remarks: secret },
        { ...times('10:00:00', '10:00:00', '10:00:00', '10:30:00'), cad_evnt_id: 'CREW-1' },
        { ...times('10:05:00', '10:07:00', '10:07:00', '10:40:00'), cad_evnt_id: 'AT-ONCE' },
        { ...far, cad_evnt_id: 'FAR-1', remarks: secret },
        { ...far, cad_evnt_id: 'FAR-1' },
        { cad_evnt_id: '100' },
        { cad_evnt_id: '100', closng_ts: '2024-01-01T12:34:56.000' },
        { cad_evnt_id: secret },
        { cad_evnt_id: 'NO-TIME', disp_ts: '', remarks: secret },
        { ...times('01:59:00', '02:30:00', '03:10:00', '04:00:00', '2024-03-10'), cad_evnt_id: 'SKIPPED' },
        { ...times('01:50:00', '01:10:00', '01:20:00', '02:00:00', '2024-11-03'), cad_evnt_id: 'REPEATED' },
        { cad_evnt_id: 'NOWHERE', latitude: secret },
        { cad_evnt_id: 'STRANGE', typ_desc: secret, radio_code: '99' },
      ]),
    )
    expect(report).toMatchObject({ rows: 13, accepted: 4, refused: 9, mismatches: 0, verified: true })
    expect(report.refusals).toEqual({
      duplicate: 2,
      id: 1,
      outside_city: 2,
      time_missing: 1,
      time_skipped: 1,
      coordinates: 1,
      unknown_type: 1,
    })
    expect(await refusedRows()).toEqual([
      ['5', 'FAR-1', 'outside_city'],
      ['6', 'FAR-1', 'outside_city'],
      ['7', '100', 'duplicate'],
      ['8', '100', 'duplicate'],
      ['9', '', 'id'],
      ['10', 'NO-TIME', 'time_missing'],
      ['11', 'SKIPPED', 'time_skipped'],
      ['13', 'NOWHERE', 'coordinates'],
      ['14', 'STRANGE', 'unknown_type'],
    ])
    expect(report.crewOnScene).toBe(1)
    const written = await readFile(join(folder, 'out/refused.csv'), 'utf8')
    expect(`${written}${JSON.stringify(report)}`).not.toMatch(/Example|Elm/)
  })

  test('leaves nothing half-written: a refused row has neither call nor incident', async () => {
    await replayed(callTable([{}, { latitude: '40.6' }, { cad_evnt_id: '100' }, { disp_ts: '' }]))
    const states = await query<{ kind: string; open: boolean; n: number }>(
      `SELECT kind, is_open AS open, count(*)::int AS n FROM ledger.state
        WHERE kind IN ('call', 'incident', 'assignment') GROUP BY 1, 2 ORDER BY 1`,
    )
    expect(states).toEqual([
      { kind: 'assignment', open: false, n: 1 },
      { kind: 'call', open: false, n: 1 },
      { kind: 'incident', open: false, n: 1 },
    ])
    expect(await query('SELECT 1 FROM ledger.timer')).toEqual([])
  })

  test('keeps the recorded times, each entry recorded at the moment it happened', async () => {
    await replayed(
      callTable([
        times('10:00:00', '10:02:00', '10:09:30', '11:00:00'),
        times('10:01:00', '10:02:00', '10:03:00', '10:20:00'),
      ]),
    )
    const entries = await query<{ type: string; at: string; recorded: string }>(
      `SELECT type, to_char(happened_at AT TIME ZONE 'America/New_York', 'HH24:MI:SS') AS at,
              to_char(recorded_at AT TIME ZONE 'America/New_York', 'HH24:MI:SS') AS recorded
         FROM ledger.entry WHERE kind IN ('call', 'incident', 'assignment') ORDER BY happened_at, record, n`,
    )
    expect(entries.filter(({ at, recorded }) => at !== recorded)).toEqual([])
    const at = (type: string) => entries.filter(entry => entry.type === type).map(entry => entry.at)
    expect(at('call.received')).toEqual(['10:00:00', '10:01:00'])
    expect(at('assignment.ordered')).toEqual(['10:02:00', '10:02:00'])
    expect(at('assignment.arrived')).toEqual(['10:03:00', '10:09:30'])
    expect(at('assignment.cleared')).toEqual(['10:20:00', '11:00:00'])
    expect(at('incident.closed')).toEqual(['10:20:00', '11:00:00'])
    // The rule's thirty minutes ran out on the clock of the replay, not on ours.
    expect(at('incident.first_feedback_missed')).toEqual(['10:32:00'])
  })

  test('says in origin and first entry that it is simulated, and anyone can verify its log', async () => {
    const { log } = await replayed(callTable([{}]))
    expect(log.origin).toMatch(/^simulated\./)
    const [first] = await query<{ type: string; facts: object }>(
      `SELECT e.type, e.facts FROM ledger.leaf l JOIN ledger.entry e USING (jurisdiction, record, n) WHERE l.index = 0`,
    )
    expect(first).toMatchObject({
      type: 'log.opened',
      facts: { simulated: true, city: 'replay_street', origin: log.origin },
    })
    const [{ n } = { n: 0 }] = await query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.entry')
    const found = await verifyLog(logSource(log.folder), { log: parseVerifier(log.key) })
    expect(found).toMatchObject({ origin: log.origin, size: n, root: log.root })
    expect(log.entries).toBe(n)
  })

  test('on the same ledger again adds nothing: every call is there already', async () => {
    const table = callTable([{}, { latitude: '40.6' }, {}])
    const first = await replayed(table)
    const again = await replayed(table)
    expect(again).toMatchObject({ rows: 3, accepted: 0, refusals: { outside_city: 1, duplicate: 2 } })
    expect(again.log).toEqual(first.log)
    const later = await replayed(callTable([{}, { latitude: '40.6' }, {}, { cad_evnt_id: 'NEW' }]))
    expect(later).toMatchObject({ rows: 4, accepted: 1, mismatches: 0 })
    expect(later.log.entries).toBeGreaterThan(first.log.entries)
  })

  test('that is interrupted stops in order, and goes on to the same ledger', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => {
      const at = (minute: number) =>
        `1${Math.floor((i * 5 + minute) / 60)}:${String((i * 5 + minute) % 60).padStart(2, '0')}:00`
      return times(at(0), at(1), at(4), at(20))
    })
    const whole = await replayed(callTable(rows), { out: join(folder, 'whole') })
    const wholeTypes = await query('SELECT type, count(*) FROM ledger.entry GROUP BY 1 ORDER BY 1')
    await database.drop()
    database = await freshDatabase()
    const interrupt = new AbortController()
    const cut = replayed(callTable(rows), {
      signal: interrupt.signal,
      onProgress: done => {
        if (done === 4) interrupt.abort()
      },
    })
    await expect(cut).rejects.toThrow(
      /^interrupted at 2024-01-01T15:\d\d:00.000Z after \d+ of 12 rows; .* goes on$/,
    )
    const open = await query(`SELECT 1 FROM ledger.state WHERE kind = 'incident' AND is_open`)
    expect(open.length).toBeGreaterThan(0)
    const rest = await replayed(callTable(rows))
    expect(rest).toMatchObject({ rows: 12, refusals: { duplicate: 4 }, accepted: 8, mismatches: 0 })
    expect(await query('SELECT type, count(*) FROM ledger.entry GROUP BY 1 ORDER BY 1')).toEqual(wholeTypes)
    expect(rest.log.entries).toBe(whole.log.entries)
  })

  test('with too few units makes the lesser calls wait, and says how long', async () => {
    const grave = { typ_desc: 'ASSAULT (PAST): KNIFE/CHILD ABUSE', radio_code: '24K7' }
    const report = await replayed(
      callTable([
        times('10:00:00', '10:01:00', '10:05:00', '11:00:00'),
        times('10:10:00', '10:11:00', '10:15:00', '10:30:00'),
        { ...grave, ...times('10:20:00', '10:21:00', '10:25:00', '10:50:00') },
      ]),
      { units: 1 },
    )
    expect(report).toMatchObject({ accepted: 3, delayed: 2, unserved: 0, mismatches: 0 })
    const orders = await query<{ at: string; grade: number }>(
      `SELECT to_char(a.happened_at AT TIME ZONE 'America/New_York', 'HH24:MI') AS at, (i.state->>'grade')::int AS grade
         FROM ledger.entry a JOIN ledger.state s USING (jurisdiction, record) JOIN ledger.state i ON i.record = s.parent
        WHERE a.type = 'assignment.ordered' ORDER BY a.happened_at`,
    )
    // The first closes at 11:00; the grave one goes first and takes its recorded 29 minutes, then the other.
    expect(orders).toEqual([
      { at: '10:01', grade: 3 },
      { at: '11:00', grade: 1 },
      { at: '11:29', grade: 3 },
    ])
    expect(report.delay).toEqual({ medianSeconds: (39 * 60 + 78 * 60) / 2, p90Seconds: 78 * 60 })
  })

  test('sends the unit that the recommendation names first', async () => {
    const deployment = join(folder, 'units.csv')
    await writeFile(deployment, 'lon,lat,units\n-74.1,40.500,1\n-74.1,40.510,1\n')
    await replayed(callTable([{ latitude: '40.508' }]), { deployment })
    const [order] = await query<{ unit: string }>(
      `SELECT state->>'callSign' AS unit FROM ledger.state WHERE kind = 'assignment'`,
    )
    expect(order?.unit).toBe('P-2-1')
  })

  test.each([
    [
      'a missing column',
      (table: string) => table.replace('arrivd_ts', 'arrived'),
      /line 1: the column arrivd_ts is missing/,
    ],
    ['a ragged row', (table: string) => table.replace(',none', ''), /line 2: the row has not as many cells/],
    [
      'an open quote',
      (table: string) => table.replace('none', '"none'),
      /a quote is opened and never closed/,
    ],
  ])('of a file with %s writes nothing at all', async (_, broken, sentence) => {
    await expect(replayed(broken(callTable([{}])))).rejects.toThrow(sentence)
    expect(existsSync(join(folder, 'out'))).toBe(false)
    expect(await query('SELECT 1 FROM ledger.entry')).toEqual([])
  })

  test('into a folder of something else, or of another city, overwrites nothing', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await expect(replayed(callTable([{}]), { out: folder })).rejects.toThrow(
      /is not empty and holds no replay/,
    )
    await replayed(callTable([{}]))
    await writeFile(join(folder, 'out/replay.json'), '{"city":"replay_other","origin":"o"}')
    await expect(replayed(callTable([{}]))).rejects.toThrow(
      /holds a replay of replay_other, not of replay_street/,
    )
  })
})

describe('the real calls of New York on the roads of Manhattan', () => {
  test('every row within 200 m of a road is accepted, every other one refused', {
    timeout: 580_000,
  }, async context => {
    const calls = sharedData && join(sharedData, 'calls/nypd_2024_h1.csv')
    const roads = sharedData && join(sharedData, 'road-networks/manhattan')
    if (!calls || !roads || !existsSync(calls) || !existsSync(roads)) {
      console.warn(
        'skipped: calls/nypd_2024_h1.csv and road-networks/manhattan are not at hand (KUAIJI_SHARED)',
      )
      return context.skip('needs calls/nypd_2024_h1.csv and road-networks/manhattan under KUAIJI_SHARED')
    }
    const report = await replayed(undefined, { calls, roads, units: 40 })
    console.info(JSON.stringify(report))
    expect(report).toMatchObject({
      rows: 3888,
      accepted: 1522,
      refused: 2366,
      refusals: { outside_city: 2366 },
      mismatches: 0,
      delayed: 0,
      unserved: 0,
      verified: true,
    })
    const refused = await refusedRows()
    expect(refused).toHaveLength(2366)
    expect(
      refused.every(
        ([line, id, code]) => /^\d+$/.test(line!) && /^\d+$/.test(id!) && code === 'outside_city',
      ),
    ).toBe(true)
    for (const { recorded, ledger } of Object.values(report.intervals)) expect(ledger).toEqual(recorded)
    expect(report.intervals.received_to_arrived.recorded).toEqual({ medianSeconds: 894, p90Seconds: 2953 })
    const found = await verifyLog(logSource(report.log.folder), { log: parseVerifier(report.log.key) })
    expect(found).toMatchObject({ size: report.log.entries, root: report.log.root })
  })
})
