import { type Milestone, milestones } from '@kuaiji/catalog'
import { given } from '@kuaiji/kernel/spec'
import { describe, expect, test } from 'vitest'
import type { Moment } from '../moment.ts'
import { holdOf, type UnitState } from '../unit/unit.ts'
import { type AssignmentEntry, type AssignmentState, assignmentKind } from './assignment.ts'
import { milestoneTimers, reachMilestone } from './milestone.ts'
import { checkOnDuty, orderTimers, orderUnit } from './order.ts'

const at = (second: number): Moment => ({
  at: new Date(Date.UTC(2026, 5, 1, 8, 0, second)).toISOString(),
  atSource: 'operator',
})
const unit: UnitState = {
  id: 'u1',
  callSign: 'P-101-1',
  station: 's1',
  district: 'd1',
  agency: 'police',
  capabilities: ['patrol'],
  duty: 'on_duty',
  dutyReason: null,
  dutySince: at(-60).at,
}
const order = (deviation?: string) => orderUnit({ incident: 'i1', unit, seat: '110-02', deviation }, at(0))

/** Everything up to and with these milestones, told in this order. */
function after(...reached: Milestone[]): AssignmentEntry[] {
  const past: AssignmentEntry[] = [...order()]
  reached.forEach((milestone, i) => {
    const { state } = given(assignmentKind, past)
    const reason = milestone === 'cancelled' ? 'not_needed' : undefined
    past.push(...reachMilestone(state, milestone, reason, at(10 * (i + 1))))
  })
  return past
}
const next = (milestone: Milestone) => (state: AssignmentState) =>
  reachMilestone(state, milestone, milestone === 'cancelled' ? 'not_needed' : undefined, at(100))

describe('an order', () => {
  test('holds its unit until it is over', () => {
    expect(assignmentKind.holds?.(given(assignmentKind, order()).state)).toBe(holdOf('u1'))
    const cleared = after('en_route', 'on_scene', 'cleared')
    expect(assignmentKind.holds?.(given(assignmentKind, cleared).state)).toBeUndefined()
    expect(assignmentKind.holds?.(given(assignmentKind, after('cancelled')).state)).toBeUndefined()
  })

  test('belongs to its incident and names the seat that gave it', () => {
    const { state } = given(assignmentKind, order())
    expect(assignmentKind.parent?.(state)).toBe('i1')
    expect(state).toMatchObject({ seat: '110-02', callSign: 'P-101-1', station: 's1', deviation: null })
  })

  test('of another unit than the recommended one gives a reason of the catalogue', () => {
    expect(order('local_knowledge')).toMatchObject([{ facts: { deviation: 'local_knowledge' } }])
    given(assignmentKind, [])
      .when(() => order('felt_like_it'))
      .refused('unknown_reason')
  })

  test('is not given to a unit off duty', () => {
    expect(() => checkOnDuty(unit)).not.toThrow()
    expect(() => checkOnDuty({ ...unit, duty: 'off_duty' })).toThrow(
      expect.objectContaining({ status: 409, code: 'unit_not_on_duty' }),
    )
  })
})

describe('milestones', () => {
  test('in the order of the field, each with its time and source', () => {
    const { state } = given(
      assignmentKind,
      after('signed', 'acknowledged', 'en_route', 'staged', 'on_scene', 'cleared'),
    )
    expect(state.status).toBe('cleared')
    expect(Object.values(state.milestones)).toEqual([
      ...[0, 10, 20, 30, 40, 50, 60].map(second => at(second).at),
      null,
    ])
    expect(new Set(Object.values(state.sources))).toEqual(new Set(['operator']))
  })

  test('what a departure proves is recorded as inferred, each as its own entry', () => {
    given(assignmentKind, order())
      .when(next('en_route'))
      .then([
        { type: 'assignment.signed', atSource: 'inferred', at: at(100).at },
        { type: 'assignment.acknowledged', atSource: 'inferred', at: at(100).at },
        { type: 'assignment.departed', atSource: 'operator', at: at(100).at },
      ])
    given(assignmentKind, after('signed'))
      .when(next('acknowledged'))
      .then([{ type: 'assignment.acknowledged', atSource: 'operator' }])
    given(assignmentKind, order())
      .when(next('acknowledged'))
      .then([{ type: 'assignment.signed', atSource: 'inferred' }, { type: 'assignment.acknowledged' }])
  })

  test('none is reached twice', () => {
    for (const milestone of ['signed', 'acknowledged', 'en_route'] as const)
      given(assignmentKind, after('en_route')).when(next(milestone)).refused('already_reached')
    given(assignmentKind, after('cancelled')).when(next('cancelled')).refused('already_reached')
  })

  test('a skipped one is out of order, and the answer names the present status', () => {
    const { state } = given(assignmentKind, after('acknowledged'))
    expect(() => next('on_scene')(state)).toThrow(
      expect.objectContaining({
        status: 409,
        code: 'out_of_order',
        detail: expect.objectContaining({ status: 'acknowledged', next: ['en_route', 'cancelled'] }),
      }),
    )
  })

  test('every pair of status and milestone is either legal or refused', () => {
    const paths: Record<string, Milestone[]> = {
      assigned: [],
      signed: ['signed'],
      acknowledged: ['acknowledged'],
      en_route: ['en_route'],
      staged: ['en_route', 'staged'],
      on_scene: ['en_route', 'on_scene'],
      cleared: ['en_route', 'on_scene', 'cleared'],
      cancelled: ['cancelled'],
    }
    const legal = Object.entries(paths).flatMap(([status, path]) =>
      milestones
        .filter(({ code }) => {
          try {
            next(code)(given(assignmentKind, after(...path)).state)
            return true
          } catch {
            return false
          }
        })
        .map(({ code }) => `${status} → ${code}`),
    )
    expect(legal).toEqual([
      'assigned → signed',
      'assigned → acknowledged',
      'assigned → en_route',
      'assigned → cancelled',
      'signed → acknowledged',
      'signed → en_route',
      'signed → cancelled',
      'acknowledged → en_route',
      'acknowledged → cancelled',
      'en_route → staged',
      'en_route → on_scene',
      'en_route → cancelled',
      'staged → on_scene',
      'staged → cancelled',
      'on_scene → cleared',
    ])
  })

  test('only a cancellation has a reason, and it needs one', () => {
    const { state } = given(assignmentKind, order())
    expect(() => reachMilestone(state, 'cancelled', undefined, at(5))).toThrow(
      expect.objectContaining({ code: 'unknown_reason' }),
    )
    expect(() => reachMilestone(state, 'signed', 'not_needed', at(5))).toThrow(
      expect.objectContaining({ code: 'reason_unwanted' }),
    )
    expect(given(assignmentKind, after('en_route', 'cancelled')).state.cancelReason).toBe('not_needed')
  })
})

describe('the clock of the acknowledgement', () => {
  test('starts with the order and pins its rule', () => {
    expect(orderTimers(at(0))).toEqual([{ name: 'acknowledgement', dueAt: at(60).at }])
    expect(order()).toMatchObject([{ rules: [{ id: 'response.acknowledge', version: 1 }] }])
  })

  test('stops when the crew acknowledges, sets out or is called back; a signature does not stop it', () => {
    for (const milestone of ['acknowledged', 'en_route', 'cancelled'] as const)
      expect(milestoneTimers(milestone)).toEqual([{ name: 'acknowledgement', dueAt: null }])
    for (const milestone of ['signed', 'staged', 'on_scene', 'cleared'] as const)
      expect(milestoneTimers(milestone)).toEqual([])
  })

  test('leaves an entry when it runs out', () => {
    const due = new Date(at(60).at)
    const onDue = (past: AssignmentEntry[]) =>
      assignmentKind.onDue?.(given(assignmentKind, past).state, 'acknowledgement', due)
    expect(onDue(after('signed'))).toMatchObject([
      { type: 'assignment.acknowledgement_missed', at: at(60).at, atSource: 'automatic' },
    ])
    expect(onDue(after('acknowledged'))).toEqual([])
    expect(onDue(after('cancelled'))).toEqual([])
  })

  test('missing it changes nothing else', () => {
    const missed: AssignmentEntry = {
      type: 'assignment.acknowledgement_missed',
      ...at(60),
      facts: {},
    }
    const { state } = given(assignmentKind, order())
    expect(given(assignmentKind, [...order(), missed]).state).toEqual(state)
  })
})
