import type { FoldedEntry } from '@kuaiji/kernel'
import { describe, expect, it } from 'vitest'
import { type AccessMade, type AccessSearched, access, lookDigest } from './access.ts'
import { erasure } from './erasure.ts'
import { keyringOf } from './keyring.ts'
import { eraseRecord, searchTelephone, streamAccesses } from './policy.ts'
import { sampleAuthority, sampleTime } from './sample.ts'

const keyring = keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
const record = '01890000-0000-7000-8000-000000000001'
const common = { record, kind: 'call', role: 'calltaker', unit: 'bureau', purpose: 'call_handling' } as const

function folded(type: string, facts: Record<string, unknown>): FoldedEntry {
  const { id: _, ...actor } = sampleAuthority().actor
  const at = sampleTime.toISOString()
  return { id: record, record, n: 1, type, at, atSource: 'automatic', recordedAt: at, actor, facts }
}

describe('an access record', () => {
  it('belongs to the record looked at, is on no desk, and holds its look for good', () => {
    const facts: AccessMade['facts'] = { ...common, once: 'ab12' }
    const state = access.evolve(access.initial, folded('access.made', facts))
    expect(access.parent?.(state)).toBe(record)
    expect(access.holds?.(state)).toBe('access:ab12')
    expect(access.isOpen(state)).toBe(false)
  })

  it('of a search holds nothing, so that each search has its own', () => {
    const facts: AccessSearched['facts'] = { ...common, found: 2 }
    const state = access.evolve(access.initial, folded('access.searched', facts))
    expect(access.parent?.(state)).toBe(record)
    expect(access.holds?.(state)).toBeUndefined()
    expect(state.act).toBe('search')
  })
})

describe('the digest of a look', () => {
  const digest = lookDigest(keyring, sampleAuthority(), record)

  it.each([
    ['actor', lookDigest(keyring, sampleAuthority({}, 'account-2'), record)],
    ['record', lookDigest(keyring, sampleAuthority(), record.replace('1', '2'))],
    ['purpose', lookDigest(keyring, sampleAuthority({ purpose: 'review' }), record)],
    ['shift', lookDigest(keyring, sampleAuthority({ shift: 'night' }), record)],
    ['jurisdiction', lookDigest(keyring, sampleAuthority({ jurisdiction: 'keqiao' }), record)],
    ['key', lookDigest(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 3)), sampleAuthority(), record)],
  ])('differs with the %s', (_, other) => {
    expect(other).not.toBe(digest)
  })

  it('is the same again for the same', () => {
    expect(lookDigest(keyring, sampleAuthority(), record)).toBe(digest)
  })
})

describe('an erasure record', () => {
  const done = (records: string[]) =>
    erasure.evolve(
      erasure.initial,
      folded('erasure.done', { kind: 'call', reason: 'retention', records, entries: 3 }),
    )

  it('belongs to the record erased, or to none when it was many', () => {
    expect(erasure.parent?.(done([record]))).toBe(record)
    expect(erasure.parent?.(done([record, record]))).toBeUndefined()
    expect(erasure.isOpen(done([record]))).toBe(false)
  })
})

describe('policies', () => {
  const as = (
    role: 'auditor' | 'admin' | 'calltaker' | 'dispatcher',
    purpose: 'audit' | 'erasure' | 'call_handling',
  ) => {
    const { actor, ...rest } = sampleAuthority({ purpose })
    return { ...rest, actor: { ...actor, role } }
  }

  it('let auditors alone see accesses', () => {
    expect(streamAccesses.allows(as('auditor', 'audit'))).toBe(true)
    expect(streamAccesses.allows(as('admin', 'audit'))).toBe(false)
    expect(streamAccesses.allows(as('auditor', 'call_handling'))).toBe(false)
  })

  it('let call-takers search and administrators erase, each for that purpose', () => {
    expect(searchTelephone.allows(as('calltaker', 'call_handling'))).toBe(true)
    expect(searchTelephone.allows(as('dispatcher', 'call_handling'))).toBe(false)
    expect(searchTelephone.allows(as('calltaker', 'audit'))).toBe(false)
    expect(eraseRecord.allows(as('admin', 'erasure'))).toBe(true)
    expect(eraseRecord.allows(as('auditor', 'erasure'))).toBe(false)
  })
})
