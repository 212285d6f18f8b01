import type { Authority, Purpose, Role } from '@kuaiji/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPolicies, policy, refusalOf } from './policy.ts'

function authority(role: Role, unit = 'bureau', purpose: Purpose = 'dispatch'): Authority {
  return {
    jurisdiction: 'city',
    purpose,
    shift: 'day',
    actor: { id: 'a', role, unit, seat: '110-01', channel: 'console' },
  }
}

const sentence = {
  zh: '派出所只能签收派给本所的处警单',
  en: 'A station may sign only what was assigned to it',
}
const sign = policy('signAssignment', sentence)
  .for('dispatcher')
  .forOwn('station', 'station')
  .forOwn('unit', 'crew')

describe('a policy', () => {
  it('admits nobody until it names someone', () => {
    expect(policy('claimCall', sentence).allows(authority('admin'))).toBe(false)
  })

  it('admits the roles it names and refuses others with its own sentence', () => {
    expect(refusalOf(sign, authority('dispatcher'))).toBeUndefined()
    expect(refusalOf(sign, authority('department'))).toMatchObject({
      status: 403,
      code: 'policy',
      message: sentence.en,
      detail: { command: 'signAssignment', sentence },
    })
  })

  it('reaches what belongs to the actor’s own station or unit', () => {
    const thing = { jurisdiction: 'city', station: 'east', unit: 'car-1' }
    expect(sign.allowsOn(authority('station', 'east'), thing)).toBe(true)
    expect(sign.allowsOn(authority('station', 'west'), thing)).toBe(false)
    expect(sign.allowsOn(authority('crew', 'car-1'), thing)).toBe(true)
    expect(sign.allowsOn(authority('crew', 'east'), thing)).toBe(false)
    expect(sign.allowsOn(authority('station', 'east'), { jurisdiction: 'city' })).toBe(false)
    expect(refusalOf(sign, authority('station', 'west'), thing)).toMatchObject({ code: 'policy' })
  })

  it('never reaches another jurisdiction', () => {
    expect(sign.allowsOn(authority('dispatcher'), { jurisdiction: 'elsewhere' })).toBe(false)
  })

  it('may be bound to a purpose', () => {
    const audit = policy('readAudit', sentence).for('auditor').serving('audit')
    expect(audit.allows(authority('auditor', 'bureau', 'audit'))).toBe(true)
    expect(audit.allows(authority('auditor', 'bureau', 'dispatch'))).toBe(false)
    expect(audit.where(authority('auditor'), { jurisdiction: 'j' }).sql).toBe('false')
  })

  it('is not changed by what is built on it', () => {
    const base = policy('claimCall', sentence).for('calltaker')
    base.for('commander')
    expect(base.allows(authority('commander'))).toBe(false)
  })
})

describe('a policy as SQL', () => {
  const columns = { jurisdiction: 's.jurisdiction', unit: 's.unit', station: 's.station' }

  it('numbers its parameters from where it is told', () => {
    expect(sign.where(authority('dispatcher'), columns)).toEqual({
      sql: 's.jurisdiction = $1',
      parameters: ['city'],
    })
    expect(sign.where(authority('station', 'east'), columns, 4)).toEqual({
      sql: '(s.jurisdiction = $4 AND s.station = $5)',
      parameters: ['city', 'east'],
    })
    expect(sign.where(authority('auditor'), columns)).toEqual({ sql: 'false', parameters: [] })
  })

  it('never passes over a column it needs', () => {
    expect(() => sign.where(authority('crew'), { jurisdiction: 'j' })).toThrow(/column of the unit/)
  })

  it('says the same as allowsOn', () => {
    const some = fc.constantFrom('east', 'west', 'car-1')
    fc.assert(
      fc.property(
        fc.constantFrom<Role>('dispatcher', 'station', 'crew', 'auditor'),
        some,
        fc.record({ jurisdiction: fc.constantFrom('city', 'elsewhere'), unit: some, station: some }),
        (role, unit, owner) => {
          const { sql, parameters } = sign.where(authority(role, unit), {
            jurisdiction: 'jurisdiction',
            unit: 'unit',
            station: 'station',
          })
          const holds =
            sql !== 'false' &&
            [...sql.matchAll(/(\w+) = \$(\d+)/g)].every(
              ([, column, number]) => owner[column as keyof typeof owner] === parameters[Number(number) - 1],
            )
          expect(holds).toBe(sign.allowsOn(authority(role, unit), owner))
        },
      ),
    )
  })
})

describe('sentences', () => {
  it.each([
    { zh: '', en: 'Anyone may do it' },
    { zh: 'Anyone may do it', en: 'Anyone may do it' },
    { zh: '谁都可以', en: '' },
    { zh: '谁都可以', en: '谁都可以' },
  ])('have both languages: %o', incomplete => {
    expect(() => policy('claimCall', incomplete)).toThrow(/sentence is missing/)
    expect(() =>
      checkPolicies([{ command: 'claimCall', sentence: incomplete, allows: () => true }]),
    ).toThrow()
  })

  it('are one per command', () => {
    expect(checkPolicies([sign])).toEqual([])
    expect(checkPolicies([sign, sign])).toEqual(['signAssignment has two policies'])
  })
})
