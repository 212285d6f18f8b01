import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TimeZone } from './local-time.ts'
import { readNypdCalls } from './nypd.ts'
import { callTable, times } from './testing/made-up.ts'

const zone = new TimeZone('America/New_York')
const now = new Date('2026-01-01T00:00:00Z')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-nypd-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(table: string | Buffer, { name = 'calls.csv', limit = 1000 } = {}) {
  const file = join(folder, name)
  await writeFile(file, table)
  return readNypdCalls(file, { zone, now, limit })
}

const faultOf = async (table: string | Buffer, name?: string) => {
  const fault = await read(table, name === undefined ? {} : { name }).then(
    () => 'none',
    error => (error as Error).message,
  )
  return fault.replaceAll(folder, '{}')
}

describe('a row', () => {
  test('gives type and grade, times in UTC, place and line', async () => {
    const { rows, calls, refused } = await read(callTable([{ cad_evnt_id: '99855445' }]))
    expect({ rows, refused }).toEqual({ rows: 1, refused: [] })
    expect(calls).toEqual([
      {
        line: 2,
        id: '99855445',
        type: 'police_guard',
        grade: 3,
        location: { lon: -74.1, lat: 40.502 },
        receivedMs: Date.parse('2024-01-01T15:00:00Z'),
        dispatchedMs: Date.parse('2024-01-01T15:02:00Z'),
        arrivedMs: Date.parse('2024-01-01T15:09:30Z'),
        closedMs: Date.parse('2024-01-01T16:00:00Z'),
      },
    ])
  })

  test.each([
    [{ add_ts: '' }, 'time_missing', 'add_ts is empty.'],
    [{ disp_ts: 'noon' }, 'time_malformed', 'disp_ts is not written as 2024-03-10T01:06:35.000.'],
    [{ closng_ts: '2024-02-30T11:00:00' }, 'time_impossible', 'closng_ts names no day or time that is.'],
    [{ arrivd_ts: '2024-01-01T10:01:59' }, 'times_reversed', 'arrivd_ts lies before disp_ts.'],
    [{ closng_ts: '2026-01-01T10:00:00' }, 'time_in_future', 'closng_ts lies in the future.'],
    [{ latitude: '' }, 'coordinates', 'latitude is empty.'],
    [{ longitude: '73°58′W' }, 'coordinates', 'longitude is no number of degrees from -180 to 180.'],
    [{ latitude: '90.5' }, 'coordinates', 'latitude is no number of degrees from -90 to 90.'],
    [{ latitude: 'NaN' }, 'coordinates', 'latitude is no number of degrees from -90 to 90.'],
    [
      { typ_desc: 'SOMETHING NEW', radio_code: '99Z' },
      'unknown_type',
      'The catalogue maps neither typ_desc nor radio_code to an incident type.',
    ],
  ])('with %j is refused: %s', async (cells, code, sentence) => {
    const { rows, calls, refused } = await read(callTable([{ ...cells, cad_evnt_id: '7' }]))
    expect({ rows, calls, refused }).toEqual({
      rows: 1,
      calls: [],
      refused: [{ line: 2, id: '7', code, sentence }],
    })
  })

  test.each(['', '7; DROP TABLE', '=cmd()', 'x'.repeat(41)])(
    'with the id "%s" is refused without it',
    async id => {
      const { refused } = await read(callTable([{ cad_evnt_id: id }]))
      expect(refused).toMatchObject([{ line: 2, id: '', code: 'id' }])
    },
  )

  test('an unknown description falls back on the radio code', async () => {
    const { calls } = await read(callTable([{ typ_desc: 'NEW', radio_code: '53I' }]))
    expect(calls).toMatchObject([{ type: 'traffic_injury', grade: 1 }])
  })

  test('one that is wrong does not stop the others', async () => {
    const table = callTable([{}, { add_ts: '' }, {}, { latitude: 'x' }, {}])
    const { rows, calls, refused } = await read(table)
    expect(rows).toBe(5)
    expect(calls.map(call => call.line)).toEqual([2, 4, 6])
    expect(refused.map(row => row.line)).toEqual([3, 5])
  })
})

describe('summer time', () => {
  test('a time in the hour that was skipped never was: the row is refused', async () => {
    const cells = times('01:59:00', '02:30:00', '03:10:00', '04:00:00', '2024-03-10')
    const { refused } = await read(callTable([cells]))
    expect(refused).toMatchObject([{ code: 'time_skipped' }])
    expect(refused[0]?.sentence).toBe('disp_ts lies in the hour that the clocks of America/New_York skipped.')
  })

  test('an interval over the skipped hour is an hour shorter than the clocks showed', async () => {
    const { calls } = await read(
      callTable([times('01:50:00', '03:10:00', '03:20:00', '04:00:00', '2024-03-10')]),
    )
    expect(calls[0]!.dispatchedMs - calls[0]!.receivedMs).toBe(20 * 60_000)
  })

  test('in the repeated hour a time is the earlier of the two', async () => {
    const { calls } = await read(
      callTable([times('01:10:00', '01:20:00', '01:30:00', '03:00:00', '2024-11-03')]),
    )
    expect(new Date(calls[0]!.receivedMs).toISOString()).toBe('2024-11-03T05:10:00.000Z')
    expect(calls[0]!.dispatchedMs - calls[0]!.receivedMs).toBe(10 * 60_000)
    expect(new Date(calls[0]!.closedMs).toISOString()).toBe('2024-11-03T08:00:00.000Z')
  })

  test('unless the order of the row needs the later', async () => {
    const { calls, refused } = await read(
      callTable([times('01:50:00', '01:10:00', '01:20:00', '01:55:00', '2024-11-03')]),
    )
    expect(refused).toEqual([])
    expect(calls[0]!.dispatchedMs - calls[0]!.receivedMs).toBe(20 * 60_000)
    expect(calls[0]!.closedMs - calls[0]!.arrivedMs).toBe(35 * 60_000)
  })

  test('and what neither can put in order is reversed', async () => {
    const { refused } = await read(
      callTable([times('01:50:00', '01:10:00', '01:05:00', '03:00:00', '2024-11-03')]),
    )
    expect(refused).toMatchObject([{ code: 'times_reversed', sentence: 'arrivd_ts lies before disp_ts.' }])
  })
})

describe('the file', () => {
  const table = callTable([{}, {}, {}])

  test('may have a byte-order mark, CRLF, quotes, line ends in cells, columns in any order, and be packed', async () => {
    const awkward = callTable([{ remarks: 'a "quoted" name, with\na line end' }, {}])
    expect((await read(`\uFEFF${awkward}`)).calls.map(call => call.line)).toEqual([3, 4])
    expect((await read(table.replaceAll('\n', '\r\n'))).rows).toBe(3)
    const turned = table
      .trim()
      .split('\n')
      .map(line => line.split(',').reverse().join(','))
    expect((await read(turned.join('\n'))).calls).toHaveLength(3)
    expect((await read(gzipSync(table), { name: 'calls.csv.gz' })).calls).toHaveLength(3)
  })

  test('is read as far as asked', async () => {
    const { rows, calls } = await read(table, { limit: 2 })
    expect({ rows, calls: calls.length }).toEqual({ rows: 2, calls: 2 })
  })

  test('without rows has none', async () => {
    expect(await read(callTable([]))).toEqual({ rows: 0, calls: [], refused: [] })
  })

  test.each([
    [
      'lacks a column',
      table.replace('disp_ts', 'dispatched'),
      'calls.csv, line 1: the column disp_ts is missing',
    ],
    [
      'has a column twice',
      table.replace('remarks', 'add_ts'),
      'calls.csv, line 1: the column add_ts stands twice',
    ],
    ['is empty', '', 'calls.csv: is empty'],
    [
      'has a row of too few cells',
      table.replace(',none\n', '\n'),
      'calls.csv, line 2: the row has not as many cells as the header',
    ],
    [
      'has a quote that is never closed',
      table.replace('none', '"none'),
      'calls.csv, line 4: a quote is opened and never closed',
    ],
  ])('that %s is one sentence with file and place', async (_, broken, sentence) => {
    expect((await faultOf(broken)).replace('{}/', '')).toBe(sentence)
  })

  test('that is broken or cut short inside its packing says where', async () => {
    const packed = gzipSync(callTable(Array.from({ length: 500 }, () => ({}))))
    expect(await faultOf(packed.subarray(0, packed.length >> 1), 'cut.csv.gz')).toMatch(
      /^{}\/cut\.csv\.gz, byte \d+: the gzip data is cut short$/,
    )
    expect(await faultOf(Buffer.from(table), 'not.csv.gz')).toMatch(
      /^{}\/not\.csv\.gz, byte \d+: the gzip data is broken/,
    )
  })

  test('that is not there is named', async () => {
    await expect(readNypdCalls('/nowhere/calls.csv', { zone, now })).rejects.toThrow(
      '/nowhere/calls.csv: there is no such file',
    )
  })
})
