import { checkPolicies, type SentencePolicy } from '@kuaiji/access'
import { type Authority, type Role, roles } from '@kuaiji/kernel'
import { describe, expect, test } from 'vitest'
import * as assignment from './assignment/policy.ts'
import * as call from './call/policy.ts'
import * as incident from './incident/policy.ts'
import { responseRoutes } from './index.ts'
import * as recommendation from './recommendation/policy.ts'
import * as unit from './unit/policy.ts'

const all: Record<string, SentencePolicy> = {
  ...call,
  ...incident,
  ...assignment,
  ...recommendation,
  ...unit,
}

const as = (role: Role, ofUnit = 'bureau'): Authority => ({
  actor: { id: 'someone', role, unit: ofUnit, seat: '1', channel: 'console' },
  jurisdiction: 'city',
  purpose: 'dispatch',
  shift: 'day',
})

const room: Role[] = ['calltaker', 'dispatcher', 'commander']
const response: Role[] = [...room, 'station', 'crew', 'system']
const field: Role[] = ['dispatcher', 'commander', 'station', 'crew']

/** Who may ask at all; everyone else is refused. */
const admitted: Record<string, readonly Role[]> = {
  receiveCall: [...room, 'station', 'system'],
  readCalls: [...room, 'auditor', 'system'],
  claimCall: room,
  abandonCall: [...room, 'system'],
  callBack: room,
  classifyCall: room,
  attachCall: room,
  acceptHandover: [...room, 'system'],
  closeCall: room,
  openIncident: room,
  readIncidents: [...response, 'auditor', 'admin'],
  locateIncident: room,
  regradeIncident: ['dispatcher', 'commander'],
  giveFeedback: field,
  reviewIncident: ['commander'],
  orderUnit: ['dispatcher', 'commander'],
  readAssignments: [...response, 'auditor'],
  reachMilestone: [...field, 'system'],
  cancelAssignment: ['dispatcher', 'commander'],
  readRecommendation: room,
  readUnits: [...response, 'auditor', 'admin'],
  registerUnits: ['admin', 'system'],
  changeDuty: field,
  reportPositions: [...field, 'system'],
}

test('each command has one sentence, in Chinese and English', () => {
  expect(checkPolicies(Object.values(all))).toEqual([])
  for (const [name, policy] of Object.entries(all)) expect(policy.command).toBe(name)
  expect(Object.keys(all).sort()).toEqual(Object.keys(admitted).sort())
})

test('every route asks one of them', () => {
  for (const { operation, policy } of responseRoutes) expect(Object.values(all), operation).toContain(policy)
})

describe('who is admitted and who is refused', () => {
  for (const [command, allowed] of Object.entries(admitted)) {
    test(command, () => {
      for (const role of roles) expect(all[command]?.allows(as(role)), role).toBe(allowed.includes(role))
    })
  }
})

describe('a station answers for its own, a crew for itself', () => {
  const owner = { jurisdiction: 'city', station: 's1', unit: 'u1' }
  for (const command of ['giveFeedback', 'reachMilestone', 'changeDuty', 'reportPositions']) {
    test(command, () => {
      const policy = all[command]!
      expect(policy.allowsOn(as('station', 's1'), owner)).toBe(true)
      expect(policy.allowsOn(as('station', 's2'), owner)).toBe(false)
      expect(policy.allowsOn(as('crew', 'u1'), owner)).toBe(true)
      expect(policy.allowsOn(as('crew', 'u2'), owner)).toBe(false)
      expect(policy.allowsOn(as('dispatcher'), owner)).toBe(true)
      expect(policy.allowsOn(as('dispatcher'), { ...owner, jurisdiction: 'elsewhere' })).toBe(false)
    })
  }

  test('an incident without orders is nobody’s in the field', () => {
    expect(incident.giveFeedback.allowsOn(as('station', 's1'), { jurisdiction: 'city' })).toBe(false)
  })
})
