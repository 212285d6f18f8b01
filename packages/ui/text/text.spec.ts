import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import zh from './zh-CN.json' with { type: 'json' }

const root = join(import.meta.dirname, '../../..')
const places = ['packages/ui', 'apps/console', 'tracks/response/screens']

type Dictionary = { readonly [key: string]: string | Dictionary }

function keysOf(dictionary: Dictionary, prefix = ''): string[] {
  return Object.entries(dictionary).flatMap(([name, value]) =>
    typeof value === 'string' ? [prefix + name] : keysOf(value, `${prefix}${name}.`),
  )
}

function valueAt(dictionary: Dictionary, key: string): string {
  const value = key
    .split('.')
    .reduce<string | Dictionary | undefined>(
      (at, name) => (typeof at === 'object' ? at[name] : undefined),
      dictionary,
    )
  return typeof value === 'string' ? value : ''
}

function sources(): string {
  return places
    .flatMap(place =>
      readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter(file => /\.tsx?$/.test(file) && !/(\.spec\.ts|node_modules|dist)/.test(file))
        .map(file => readFileSync(join(root, place, file), 'utf8')),
    )
    .join('\n')
}

const zhKeys = keysOf(zh)

describe('what the console says', () => {
  it('is said in both languages', () => {
    expect(keysOf(en)).toEqual(zhKeys)
    for (const key of zhKeys) {
      expect(valueAt(zh, key), key).not.toBe('')
      expect(valueAt(en, key), key).not.toBe('')
    }
  })

  it('fills the same blanks in both', () => {
    const blanks = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()
    for (const key of zhKeys) expect(blanks(valueAt(en, key)), key).toEqual(blanks(valueAt(zh, key)))
  })

  it('is all used', () => {
    const code = sources()
    const whole = new Set([...code.matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/g)].map(m => m[1]))
    const beginnings = [...code.matchAll(/`((?:[a-z]\w*\.)(?:\w+\.)*\w*)\$\{/g)].map(m => m[1]!)
    const unused = zhKeys.filter(key => !whole.has(key) && !beginnings.some(start => key.startsWith(start)))
    expect(unused).toEqual([])
  })

  it('is punctuated as Chinese is', () => {
    for (const key of zhKeys) {
      const text = valueAt(zh, key)
      expect(/\p{Script=Han}[,;:!?()]/u.test(text.replaceAll(/\{\{\w+\}\}/g, '')), `${key}: ${text}`).toBe(
        false,
      )
    }
  })
})
