import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyringOf } from './keyring.ts'
import { createSealer, SealBroken } from './sealer.ts'

const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
const stranger = createSealer(keyringOf(Buffer.alloc(32, 3), Buffer.alloc(32, 4)))
const record = '01890000-0000-7000-8000-000000000001'
const place = { jurisdiction: 'kuaiji', record, n: 1 }
const salt = Buffer.alloc(32, 9)
const { key, wrapped } = sealer.newKey('kuaiji', record)

describe('a sealed value', () => {
  it('opens to what was sealed, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (text, bytes) => {
          const json = JSON.stringify({ text })
          const opened = sealer.open(key, place, sealer.seal(key, place, Buffer.from(bytes), json))
          expect(opened.json).toBe(json)
          expect(opened.salt).toEqual(Buffer.from(bytes))
        },
      ),
    )
  })

  it('shows neither the text nor the salt, and never twice the same bytes', () => {
    const sealed = sealer.seal(key, place, salt, '{"address":"延安路1号"}')
    expect(sealed.includes('延安路')).toBe(false)
    expect(sealed.includes(salt)).toBe(false)
    expect(sealer.seal(key, place, salt, '{"address":"延安路1号"}')).not.toEqual(sealed)
  })

  it('does not open after any one bit was changed, or any byte cut off', () => {
    const sealed = sealer.seal(key, place, salt, '{"a":1}')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => sealer.open(key, place, altered), `bit ${bit}`).toThrow(SealBroken)
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => sealer.open(key, place, sealed.subarray(0, length))).toThrow(SealBroken)
  })

  it.each([
    ['another entry', { ...place, n: 2 }],
    ['another record', { ...place, record: '01890000-0000-7000-8000-000000000002' }],
    ['another jurisdiction', { ...place, jurisdiction: 'keqiao' }],
  ])('does not open in the place of %s', (_, elsewhere) => {
    const sealed = sealer.seal(key, place, salt, '{}')
    expect(() => sealer.open(key, elsewhere, sealed)).toThrow(SealBroken)
  })

  it('does not open under another key, and the error says nothing of the content', () => {
    const sealed = sealer.seal(key, place, salt, '{"name":"MARKER"}')
    expect(() => sealer.open(randomBytes(32), place, sealed)).toThrow(/entry 1 of record 01890000/)
    expect(() => sealer.open(randomBytes(32), place, sealed)).not.toThrow(/MARKER/)
  })

  it('is bound to the id, not to how the id is spelled', () => {
    const upper = { ...place, record: record.toUpperCase() }
    expect(sealer.open(key, place, sealer.seal(key, upper, salt, '{}')).json).toBe('{}')
  })
})

describe('a wrapped data key', () => {
  it('unwraps to the key', () => {
    expect(sealer.unwrap('kuaiji', record, wrapped)).toEqual(key)
    expect(wrapped.includes(key)).toBe(false)
  })

  it('is fresh for every record', () => {
    expect(sealer.newKey('kuaiji', record).key).not.toEqual(key)
  })

  it('does not unwrap for another record, altered, or cut short', () => {
    expect(() => sealer.unwrap('kuaiji', '01890000-0000-7000-8000-000000000002', wrapped)).toThrow(SealBroken)
    expect(() => sealer.unwrap('keqiao', record, wrapped)).toThrow(SealBroken)
    expect(() => sealer.unwrap('kuaiji', record, wrapped.subarray(0, 64))).toThrow(SealBroken)
    const altered = Buffer.from(wrapped)
    altered[40]! ^= 1
    expect(() => sealer.unwrap('kuaiji', record, altered)).toThrow(SealBroken)
  })

  it('names the master key it needs', () => {
    const needed = keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)).master.id
    expect(() => stranger.unwrap('kuaiji', record, wrapped)).toThrow(needed)
  })
})

describe('the blind index', () => {
  it('finds one number under all its spellings', () => {
    const digests = sealer.blind('call', [
      '138 0013 8000',
      '+86-13800138000',
      '0086 13800138000',
      '１３８００１３８０００',
    ])
    expect(digests).toHaveLength(1)
    expect(digests).toEqual(sealer.blind('call', ['13800138000']))
  })

  it('cannot be joined across kinds or installations', () => {
    const [digest] = sealer.blind('call', ['13800138000'])
    expect(sealer.blind('incident', ['13800138000'])).not.toContainEqual(digest)
    expect(stranger.blind('call', ['13800138000'])).not.toContainEqual(digest)
  })

  it('leaves out what is empty', () => {
    expect(sealer.blind('call', ['', '  '])).toEqual([])
  })
})
