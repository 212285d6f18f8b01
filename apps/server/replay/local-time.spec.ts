import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWallTime, TimeZone } from './local-time.ts'

const newYork = new TimeZone('America/New_York')
const momentsOf = (text: string, zone = newYork) =>
  zone.momentsOf(parseWallTime(text) as number).map(ms => new Date(ms).toISOString())

describe('wall time', () => {
  test.each([
    ['2024-01-01T04:18:27.000', '2024-01-01T04:18:27.000Z'],
    ['2024-02-29 23:59:59', '2024-02-29T23:59:59.000Z'],
    ['2024-02-29T23:59:59.5', '2024-02-29T23:59:59.500Z'],
  ])('%s is read', (text, expected) => {
    expect(new Date(parseWallTime(text) as number).toISOString()).toBe(expected)
  })

  test.each([
    ['2023-02-29T00:00:00', 'impossible'],
    ['2024-13-01T00:00:00', 'impossible'],
    ['2024-01-01T24:00:00', 'impossible'],
    ['2024-01-01T10:60:00', 'impossible'],
    ['2024-01-01T04:18:27Z', 'malformed'],
    ['2024-01-01', 'malformed'],
    ['yesterday', 'malformed'],
    ['', 'malformed'],
  ])('%s is %s', (text, fault) => {
    expect(parseWallTime(text)).toBe(fault)
  })
})

describe('time zone', () => {
  test('winter and summer time', () => {
    expect(momentsOf('2024-01-01T04:18:27')).toEqual(['2024-01-01T09:18:27.000Z'])
    expect(momentsOf('2024-06-30T22:02:36')).toEqual(['2024-07-01T02:02:36.000Z'])
  })

  test('the hour that New York skipped on 10 March 2024 has no moment', () => {
    expect(momentsOf('2024-03-10T01:59:59')).toEqual(['2024-03-10T06:59:59.000Z'])
    expect(momentsOf('2024-03-10T02:00:00')).toEqual([])
    expect(momentsOf('2024-03-10T02:59:59.999')).toEqual([])
    expect(momentsOf('2024-03-10T03:00:00')).toEqual(['2024-03-10T07:00:00.000Z'])
  })

  test('the hour that it repeated on 3 November 2024 has two', () => {
    expect(momentsOf('2024-11-03T00:59:59')).toEqual(['2024-11-03T04:59:59.000Z'])
    expect(momentsOf('2024-11-03T01:00:00')).toEqual(['2024-11-03T05:00:00.000Z', '2024-11-03T06:00:00.000Z'])
    expect(momentsOf('2024-11-03T01:59:59')).toEqual(['2024-11-03T05:59:59.000Z', '2024-11-03T06:59:59.000Z'])
    expect(momentsOf('2024-11-03T02:00:00')).toEqual(['2024-11-03T07:00:00.000Z'])
  })

  test('half hours, and zones without summer time', () => {
    expect(momentsOf('2024-10-06T02:15:00', new TimeZone('Australia/Lord_Howe'))).toEqual([])
    expect(momentsOf('2024-04-07T01:45:00', new TimeZone('Australia/Lord_Howe'))).toHaveLength(2)
    expect(momentsOf('2024-01-01T05:45:00', new TimeZone('Asia/Kathmandu'))).toEqual([
      '2024-01-01T00:00:00.000Z',
    ])
    expect(momentsOf('2024-03-10T02:30:00', new TimeZone('UTC'))).toEqual(['2024-03-10T02:30:00.000Z'])
  })

  test('every moment is found from what the clocks showed at it', () => {
    const from = Date.UTC(2023, 0, 1)
    const wallOf = (ms: number) =>
      new Date(ms).toLocaleString('sv-SE', { timeZone: newYork.name }).replace(' ', 'T')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * 365 * 86_400 }), seconds => {
        const atMs = from + seconds * 1000
        expect(newYork.momentsOf(parseWallTime(wallOf(atMs)) as number)).toContain(atMs)
      }),
    )
  })

  test('an unknown zone is refused', () => {
    expect(() => new TimeZone('New York')).toThrow(RangeError)
  })
})
