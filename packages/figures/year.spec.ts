import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { monthIn, yearAt, yearIn } from './year.ts'

const iso = (ms: number) => new Date(ms).toISOString()

describe('a year', () => {
  it.each([
    ['Asia/Shanghai', 2026, '2025-12-31T16:00:00.000Z', '2026-12-31T16:00:00.000Z'],
    ['America/New_York', 2019, '2019-01-01T05:00:00.000Z', '2020-01-01T05:00:00.000Z'],
    ['UTC', 2024, '2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    // Summer time in January, and an offset that is not whole hours.
    ['Australia/Adelaide', 2026, '2025-12-31T13:30:00.000Z', '2026-12-31T13:30:00.000Z'],
    ['Asia/Kathmandu', 2026, '2025-12-31T18:15:00.000Z', '2026-12-31T18:15:00.000Z'],
  ])('in %s begins and ends at midnight of New Year there', (timeZone, year, from, to) => {
    const { from: first, to: last } = yearIn(timeZone, year)
    expect([iso(first), iso(last)]).toEqual([from, to])
  })

  it('holds each of its moments and no other', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Auckland', 'America/St_Johns')
    const ms = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(zone, ms, (timeZone, date) => {
        const year = yearAt(timeZone, date.getTime())
        const { from, to } = yearIn(timeZone, year)
        expect(from <= date.getTime() && date.getTime() < to).toBe(true)
        expect(yearIn(timeZone, year + 1).from).toBe(to)
      }),
    )
  })

  it('has months of its own', () => {
    expect(monthIn('Asia/Shanghai', Date.parse('2026-01-31T15:59:59.999Z'))).toBe('2026-01')
    expect(monthIn('Asia/Shanghai', Date.parse('2026-01-31T16:00:00.000Z'))).toBe('2026-02')
  })

  it('needs a time zone that exists', () => {
    expect(() => yearIn('Asia/Nowhere', 2026)).toThrow(RangeError)
  })
})
