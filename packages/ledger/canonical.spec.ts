import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'

it('writes members in the order of their UTF-16 code units, however they came', () => {
  expect(canonicalJson({ b: 1, a: [true, null, { d: 'x', c: -0 }] })).toBe(
    '{"a":[true,null,{"c":0,"d":"x"}],"b":1}',
  )
  expect(canonicalJson({ '\ufb33': 1, '\ud83d\ude00': 2 })).toBe('{"\ud83d\ude00":2,"\ufb33":1}')
})

it('sorts objects of many members as it does those of few', () => {
  const names = Array.from({ length: 60 }, (_, i) => `n${(i * 37) % 60}`)
  const object = Object.fromEntries(names.map(name => [name, 1]))
  expect(Object.keys(JSON.parse(canonicalJson(object)))).toEqual([...names].sort())
})

it('leaves out undefined members, and only those', () => {
  expect(canonicalJson({ a: undefined, b: null, c: { d: undefined } })).toBe('{"b":null,"c":{}}')
})

it.each([
  ['NaN', { facts: [1, { seconds: Number.NaN }] }, '$["facts"][1]["seconds"]'],
  ['infinity', [Number.POSITIVE_INFINITY], '$[0]'],
  ['undefined', undefined, '$'],
  ['undefined in an array', { a: [undefined] }, '$["a"][0]'],
  ['half a surrogate pair', { a: '\ud800' }, '$["a"]'],
  ['half a surrogate pair in a name', { '\udc00': 1 }, '$["\\udc00"]'],
  ['bigint', { n: 1n }, '$["n"]'],
  ['function', { f: () => 1 }, '$["f"]'],
  ['symbol', { s: Symbol('s') }, '$["s"]'],
  ['Date', { at: new Date(0) }, '$["at"]'],
  ['Map', [new Map()], '$[0]'],
])('refuses %s and names the place', (_, value, place) => {
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ name: 'NotCanonical', place }))
})

it('never puts the refused value into the message', () => {
  expect(() => canonicalJson({ note: 'secret \ud800' })).toThrow(/^half a surrogate pair at \$\["note"\]$/)
})

it('refuses a circle and whatever is nested deeper than 100', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(() => canonicalJson(circle)).toThrow('nested deeper than 100')
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
  expect(canonicalJson(nested(100))).toHaveLength(201)
  expect(() => canonicalJson(nested(101))).toThrow('nested deeper than 100')
})

it('gives one form to every spelling of a value, and the value comes back', () => {
  const json = fc.jsonValue({ stringUnit: 'binary' })
  fc.assert(
    fc.property(json, value => {
      const canonical = canonicalJson(value)
      expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonical)
      expect(canonicalJson(reversed(value))).toBe(canonical)
      expect(JSON.stringify(JSON.parse(canonical)).length).toBe(canonical.length)
    }),
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).reverse()
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]))
}
