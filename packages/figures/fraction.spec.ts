import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { count, medianOf, percentileOf, perSecond, quotientOf, sumOf, wholeSeconds } from './fraction.ts'

describe('a value', () => {
  it('is n/a over nothing, never 100 %', () => {
    expect(quotientOf({ numerator: 0, denominator: 0 }, 2, 100)).toBeNull()
  })

  it.each([
    [{ numerator: 1, denominator: 3 }, 2, 100, 33.33],
    [{ numerator: 2, denominator: 3 }, 2, 100, 66.67],
    [{ numerator: 2675, denominator: 1000 }, 2, 1, 2.68],
    [{ numerator: 1005, denominator: 1000 }, 2, 1, 1.01],
    [{ numerator: 5, denominator: 2 }, 0, 1, 3],
    [{ numerator: -5, denominator: 2 }, 0, 1, -2],
    [{ numerator: -7, denominator: 2 }, 0, 1, -3],
    [{ numerator: 9006, denominator: 10_000 }, 1, 100, 90.1],
    [{ numerator: 7, denominator: 1 }, 0, 1, 7],
  ])('is rounded once, half up: %o', (fraction, decimals, scale, value) => {
    expect(quotientOf(fraction, decimals, scale)).toBe(value)
  })

  it('lies within half a unit of the last place', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 3 }),
        (numerator, denominator, decimals) => {
          const value = quotientOf({ numerator, denominator }, decimals) as number
          const place = BigInt(10 ** decimals)
          const off =
            BigInt(Math.round(value * 10 ** decimals)) * BigInt(denominator) - BigInt(numerator) * place
          expect(2n * off <= BigInt(denominator) && 2n * off > -BigInt(denominator)).toBe(true)
        },
      ),
    )
  })

  it.each([
    [0.5, 1],
    [1, 0.5],
    [1, -1],
    [Number.NaN, 1],
    [2 ** 53, 1],
  ])('is not made of %f / %f', (numerator, denominator) => {
    expect(() => quotientOf({ numerator, denominator }, 0)).toThrow(RangeError)
  })
})

describe('seconds', () => {
  it('are whole in a sum, half up', () => {
    expect([0, 499, 500, 1499, 1500].map(wholeSeconds)).toEqual([0, 0, 1, 1, 2])
    expect(sumOf([1, 2, 3])).toBe(6)
  })
})

describe('order statistics', () => {
  it('the median of an even number is half the sum of the middle two', () => {
    expect(medianOf([])).toEqual({ numerator: 0, denominator: 0 })
    expect(quotientOf(medianOf([5, 1, 9]), 1)).toBe(5)
    expect(quotientOf(medianOf([4, 1, 9, 7]), 1)).toBe(5.5)
    expect(quotientOf(perSecond(medianOf([1000, 2001])), 1)).toBe(1.5)
  })

  it('the 90th percentile is one of the values and 90 in 100 do not exceed it', () => {
    expect(quotientOf(percentileOf([], 90), 0)).toBeNull()
    expect(percentileOf([7], 90)).toEqual(count(7))
    expect(percentileOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 90)).toEqual(count(9))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), values => {
        const { numerator: p90 } = percentileOf(values, 90)
        expect(values).toContain(p90)
        const share = (limit: number) => values.filter(value => value <= limit).length / values.length
        expect(share(p90)).toBeGreaterThanOrEqual(0.9)
        expect(share(p90 - 1)).toBeLessThan(0.9)
      }),
    )
  })
})
