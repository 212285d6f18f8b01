import { canonicalJson } from '@kuaiji/ledger/tree'
import { expect, it } from 'vitest'
import reference from './reference/jcs.json' with { type: 'json' }

// The answers come from reference/jcs.py, an implementation of RFC 8785 that shares nothing with ours.

function fromBits(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE()
}

it(`writes the ${reference.numbers.length} numbers of RFC 8785 appendix B and the reference`, () => {
  for (const [bits, expected] of reference.numbers as [string, string][])
    expect(canonicalJson(fromBits(bits)), bits).toBe(expected)
})

it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('refuses the number %s', bits => {
  expect(() => canonicalJson(fromBits(bits))).toThrow('JSON has no such number')
})

it(`writes the ${reference.values.length} values of RFC 8785 and the reference`, () => {
  for (const [input, expected] of reference.values as [string, string][])
    expect(canonicalJson(JSON.parse(input)), input).toBe(expected)
})
