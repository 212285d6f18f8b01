import { findUnitStatus } from '@kuaiji/catalog'
import { given } from '@kuaiji/kernel/spec'
import { describe, expect, test } from 'vitest'
import type { Moment } from '../moment.ts'
import { changeDuty } from './duty.ts'
import { heldBy } from './held.ts'
import { type Duty, holdOf, type UnitEntry, unitKind } from './unit.ts'
import { statusOf } from './unit-list.ts'

const when: Moment = { at: '2026-06-01T08:00:00.000Z', atSource: 'automatic' }
const registered: UnitEntry = {
  type: 'unit.registered',
  ...when,
  facts: { callSign: 'P-101-1', station: 's1', district: 'd1', agency: 'police', capabilities: ['patrol'] },
}
const duty = (to: Duty): UnitEntry => ({
  type: 'unit.duty_changed',
  ...when,
  facts: { duty: to, reason: null },
})

describe('duty', () => {
  test('off duty a unit holds itself, so that nobody can order it', () => {
    const off = given(unitKind, [registered]).state
    expect(off.duty).toBe('off_duty')
    expect(unitKind.holds?.(off)).toBe(holdOf(off.id))
    expect(unitKind.holds?.(given(unitKind, [registered, duty('on_duty')]).state)).toBeUndefined()
    const out = given(unitKind, [registered, duty('on_duty'), duty('out_of_service')]).state
    expect(unitKind.holds?.(out)).toBe(holdOf(out.id))
  })

  test('out of service needs a reason of the catalogue, off duty may have one', () => {
    const past = [registered, duty('on_duty')]
    given(unitKind, past)
      .when(u => changeDuty(u, 'out_of_service', undefined, when))
      .refused('unknown_reason')
    given(unitKind, past)
      .when(u => changeDuty(u, 'out_of_service', 'maintenance', when))
      .then([{ facts: { duty: 'out_of_service', reason: 'maintenance' } }])
    given(unitKind, past)
      .when(u => changeDuty(u, 'off_duty', undefined, when))
      .then([{ facts: { duty: 'off_duty', reason: null } }])
    given(unitKind, past)
      .when(u => changeDuty(u, 'off_duty', 'injury_found', when))
      .refused('unknown_reason')
  })

  test('a change to what is already so is refused', () => {
    given(unitKind, [registered, duty('on_duty')])
      .when(u => changeDuty(u, 'on_duty', undefined, when))
      .refused('same_duty')
  })

  test('coming on duty has no reason', () => {
    given(unitKind, [registered])
      .when(u => changeDuty(u, 'on_duty', 'rest', when))
      .refused('reason_unwanted')
  })
})

describe('the one who comes second', () => {
  const unit = { id: 'u1', callSign: 'P-101-1' }
  const since = when.at

  test('is told incident, seat and time of the one who was first', () => {
    const holder = {
      kind: 'assignment' as const,
      record: 'a1',
      incident: 'i1',
      number: 'J2026-000012',
      seat: '110-02',
      since,
      duty: null,
    }
    expect(heldBy(unit, holder)).toMatchObject({
      status: 409,
      code: 'unit_held',
      detail: {
        unit: 'u1',
        holder: { assignment: 'a1', incident: 'i1', number: 'J2026-000012', seat: '110-02', since },
      },
    })
  })

  test('is told the duty of a unit that is not on duty', () => {
    const holder = {
      kind: 'unit' as const,
      record: 'u1',
      incident: null,
      number: null,
      seat: null,
      since,
      duty: 'off_duty',
    }
    expect(heldBy(unit, holder)).toMatchObject({ code: 'unit_not_on_duty', detail: { duty: 'off_duty' } })
  })

  test('decides anew when the unit has been released in between', () => {
    expect(heldBy(unit, undefined)).toMatchObject({ status: 409, code: 'stale' })
  })
})

describe('status', () => {
  const state = given(unitKind, [registered, duty('on_duty')]).state
  const order = { id: 'a1', status: 'en_route', incident: 'i1', number: 'J1' } as const

  test('is computed from duty and open order', () => {
    expect(statusOf({ state, assignment: null })).toBe('available')
    expect(statusOf({ state, assignment: order })).toBe('en_route')
    expect(statusOf({ state: { ...state, duty: 'off_duty' }, assignment: null })).toBe('off_duty')
    expect(statusOf({ state: { ...state, duty: 'out_of_service' }, assignment: null })).toBe('out_of_service')
  })

  test('each has its two EIDO layers', () => {
    expect(findUnitStatus('available')).toMatchObject({
      primary: 'Available',
      secondary: ['InService', 'Station'],
    })
    expect(findUnitStatus('en_route')).toMatchObject({ primary: 'NotAvailable', secondary: ['EnRoute'] })
    expect(findUnitStatus('off_duty')?.primary).toBe('NotAvailable')
  })
})
