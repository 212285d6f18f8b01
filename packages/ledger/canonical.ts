/**
 * JSON Canonicalization Scheme (RFC 8785): one string for one value, so that anyone can compute its hash again.
 * Members of an object that are `undefined` are left out, as JSON.stringify does, so that
 * `canonicalJson(v) === canonicalJson(JSON.parse(JSON.stringify(v)))`. Anything else that JSON cannot carry is a
 * NotCanonical error naming the place (never the value): NaN and infinities, lone surrogates, bigint, functions,
 * `undefined` alone or in an array, objects with a prototype of their own (Date, Map), nesting deeper than 100.
 */
export function canonicalJson(value: unknown): string {
  try {
    return write(value, 0)
  } catch (error) {
    if (error instanceof NotCanonical) error.message += ` at ${error.place}`
    throw error
  }
}

export class NotCanonical extends TypeError {
  override readonly name = 'NotCanonical'
  /** JSONPath of the value that was refused: `$["facts"]["cells"][2]`. */
  place = '$'

  within(part: string): this {
    this.place = `$${part}${this.place.slice(1)}`
    return this
  }
}

const depthMax = 100

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical('JSON has no such number')
      return `${value}`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === depthMax) throw new NotCanonical(`nested deeper than ${depthMax}`)
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new NotCanonical(`JSON cannot carry a ${typeof value}`)
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  let json = '['
  for (let i = 0; i < items.length; i++) {
    try {
      json += i === 0 ? write(items[i], depth) : `,${write(items[i], depth)}`
    } catch (error) {
      throw error instanceof NotCanonical ? error.within(`[${i}]`) : error
    }
  }
  return `${json}]`
}

function writeObject(object: object, depth: number): string {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical('not a plain object')
  const members = object as Record<string, unknown>
  let json = ''
  for (const name of sorted(Object.keys(members))) {
    const value = members[name]
    if (value === undefined) continue
    try {
      json +=
        json === '' ? quoteName(name) + write(value, depth) : `,${quoteName(name)}${write(value, depth)}`
    } catch (error) {
      throw error instanceof NotCanonical ? error.within(`[${JSON.stringify(name)}]`) : error
    }
  }
  return `{${json}}`
}

/** By UTF-16 code unit (§3.2.3), in place; by insertion, twice as fast as sort() on the few members entries have. */
function sorted(names: string[]): string[] {
  if (names.length > 24) return names.sort()
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!
    let at = i
    while (at > 0 && names[at - 1]! > name) names[at] = names[--at]!
    names[at] = name
  }
  return names
}

/** A character that JSON must escape, or half a surrogate pair that may lack its other half. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what §3.2.2.2 escapes
const special = /[\u0000-\u001f"\\\ud800-\udfff]/

function quote(text: string): string {
  if (!special.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new NotCanonical('half a surrogate pair')
  return JSON.stringify(text)
}

/** Member names of entries come from a small set; each is quoted once. */
const quotedNames = new Map<string, string>()

function quoteName(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const quoted = `${quote(name)}:`
  if (quotedNames.size < 1024 && name.length <= 64) quotedNames.set(name, quoted)
  return quoted
}
