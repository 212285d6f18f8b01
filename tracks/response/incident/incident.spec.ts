import { given } from '@kuaiji/kernel/spec'
import { describe, expect, test } from 'vitest'
import type { Moment } from '../moment.ts'
import * as decide from './decisions.ts'
import { firstFeedbackTimer, type IncidentEntry, incidentKind } from './incident.ts'

const at = (minute: number): Moment => ({
  at: new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString(),
  atSource: 'automatic',
})
const place = { district: 'yuecheng', urban: true, cell: 'c1' }
const location = { lon: 120.58, lat: 30 }

const opened = decide.openIncident(
  { type: 'traffic_collision', grade: 2, place, particulars: { location, address: '人民路 1 号' } },
  at(0),
)
const dispatched: IncidentEntry = {
  type: 'incident.dispatched',
  ...at(1),
  facts: { assignment: 'a1', unit: 'u1' },
}
const first: IncidentEntry = { type: 'incident.first_feedback_given', ...at(9), facts: {} }
const final: IncidentEntry = {
  type: 'incident.final_feedback_given',
  ...at(30),
  facts: { result: 'traffic_settled' },
}
const closed: IncidentEntry = {
  type: 'incident.closed',
  ...at(40),
  facts: { result: 'traffic_settled' },
}
const noFeedback = { final: true, result: 'traffic_settled', text: undefined }

describe('opening', () => {
  test('facts hold district and cell, particulars the exact place', () => {
    expect(opened).toMatchObject([
      {
        facts: { type: 'traffic_collision', grade: 2, place: 'known', ...place },
        rules: [{ id: 'plan.collision', version: 1 }],
      },
    ])
    expect(JSON.stringify(opened[0]?.facts)).not.toMatch(/120\.58|人民路/)
  })

  test('the place may be unknown; the grade is the type’s when nobody says otherwise', () => {
    const entries = decide.openIncident(
      { type: 'silent_call', grade: undefined, place: undefined, particulars: {} },
      at(0),
    )
    expect(given(incidentKind, entries).state).toMatchObject({
      place: 'unknown',
      district: null,
      urban: null,
      cell: null,
      grade: 2,
    })
  })

  test('the type is of the catalogue', () => {
    given(incidentKind, [])
      .when(() => decide.openIncident({ type: 'ufo', grade: 1, place: undefined, particulars: {} }, at(0)))
      .refused('unknown_type')
  })
})

test('the place becomes known', () => {
  const silent = decide.openIncident(
    { type: 'silent_call', grade: undefined, place: undefined, particulars: {} },
    at(0),
  )
  const located = decide.locateIncident(
    given(incidentKind, silent).state,
    place,
    { location, address: undefined },
    at(2),
  )
  expect(located).toMatchObject([{ type: 'incident.located', facts: place, particulars: { location } }])
  expect(given(incidentKind, [...silent, ...located]).state).toMatchObject({ place: 'known', ...place })
})

test('a grade is changed with a reason of its own use', () => {
  given(incidentKind, opened)
    .when(incident => decide.regradeIncident(incident, 1, 'injury_found', at(2)))
    .then([{ facts: { grade: 1, from: 2, reason: 'injury_found' } }])
  given(incidentKind, opened)
    .when(incident => decide.regradeIncident(incident, 1, 'not_needed', at(2)))
    .refused('unknown_reason')
  given(incidentKind, opened)
    .when(incident => decide.regradeIncident(incident, 2, 'injury_found', at(2)))
    .refused('same_grade')
})

test('the earliest of several calls says when it was first reported', () => {
  const calls = [
    ...decide.attachToIncident(given(incidentKind, opened).state, 'c2', at(-1).at, at(1)),
    ...decide.attachToIncident(given(incidentKind, opened).state, 'c1', at(-3).at, at(2)),
  ]
  expect(given(incidentKind, [...opened, ...calls]).state).toMatchObject({
    calls: ['c2', 'c1'],
    receivedAt: at(-3).at,
  })
})

describe('the clock of the first feedback', () => {
  const { state } = given(incidentKind, opened)

  test('starts with the first order and pins its rule', () => {
    expect(decide.firstFeedbackClock(state, at(1))).toEqual([{ name: firstFeedbackTimer, dueAt: at(31).at }])
    expect(decide.dispatchUnit(state, 'a1', 'u1', at(1))).toMatchObject([
      { rules: [{ id: 'response.first_feedback', version: 1 }] },
    ])
  })

  test('does not start again with the second', () => {
    const after = given(incidentKind, [...opened, dispatched]).state
    expect(decide.firstFeedbackClock(after, at(2))).toEqual([])
    expect(decide.dispatchUnit(after, 'a2', 'u2', at(2))[0]).not.toHaveProperty('rules')
    const second = decide.dispatchUnit(after, 'a2', 'u2', at(2))
    expect(given(incidentKind, [...opened, dispatched, ...second]).state.dispatchedAt).toBe(at(1).at)
  })

  test('leaves an entry when it runs out, and none when feedback came first', () => {
    const due = new Date(at(31).at)
    const late = given(incidentKind, [...opened, dispatched]).state
    expect(incidentKind.onDue?.(late, firstFeedbackTimer, due)).toMatchObject([
      { type: 'incident.first_feedback_missed', at: at(31).at, atSource: 'automatic' },
    ])
    const told = given(incidentKind, [...opened, dispatched, first]).state
    expect(incidentKind.onDue?.(told, firstFeedbackTimer, due)).toEqual([])
    expect(incidentKind.onDue?.(late, 'another', due)).toEqual([])
  })
})

describe('feedback', () => {
  test('first, then final with a result', () => {
    given(incidentKind, opened)
      .when(i => decide.giveFeedback(i, { final: false, result: undefined, text: '到场' }, at(9)))
      .then([{ type: 'incident.first_feedback_given', facts: {}, particulars: { text: '到场' } }])
    given(incidentKind, [...opened, first])
      .when(i => decide.giveFeedback(i, noFeedback, at(30)))
      .then([{ type: 'incident.final_feedback_given', facts: { result: 'traffic_settled' } }])
  })

  test('the final one may be the only one', () => {
    given(incidentKind, opened)
      .when(i => decide.giveFeedback(i, noFeedback, at(30)))
      .then([{ type: 'incident.final_feedback_given' }])
  })

  test.each([
    ['final without a result', { final: true, result: undefined, text: undefined }, 'unknown_result'],
    ['final with an unknown one', { final: true, result: 'fine', text: undefined }, 'unknown_result'],
    ['first with a result', { final: false, result: 'mediated', text: undefined }, 'result_too_early'],
  ])('%s is refused', (_, feedback, code) => {
    given(incidentKind, opened)
      .when(i => decide.giveFeedback(i, feedback, at(30)))
      .refused(code)
  })

  test('none is given twice', () => {
    given(incidentKind, [...opened, first])
      .when(i => decide.giveFeedback(i, { final: false, result: undefined, text: undefined }, at(12)))
      .refused('feedback_given')
    given(incidentKind, [...opened, final])
      .when(i => decide.giveFeedback(i, noFeedback, at(31)))
      .refused('feedback_given')
  })
})

describe('review by the duty leader', () => {
  test('fed back is not closed', () => {
    const { state } = given(incidentKind, [...opened, final])
    expect(incidentKind.isOpen(state)).toBe(true)
  })

  test('closes what is complete', () => {
    given(incidentKind, [...opened, final])
      .when(i => decide.closeIncident(i, [], at(40)))
      .then([{ type: 'incident.closed', facts: { result: 'traffic_settled' } }])
  })

  test('does not close without final feedback, nor over open orders', () => {
    given(incidentKind, [...opened, first])
      .when(i => decide.closeIncident(i, [], at(40)))
      .refused('final_feedback_missing')
    given(incidentKind, [...opened, final])
      .when(i => decide.closeIncident(i, ['a1'], at(40)))
      .refused('assignments_open')
  })

  test('returns for completion with a reason; then final feedback is due again', () => {
    given(incidentKind, [...opened, final])
      .when(i => decide.returnIncident(i, undefined, at(40)))
      .refused('unknown_reason')
    const returned = decide.returnIncident(
      given(incidentKind, [...opened, final]).state,
      'place_incomplete',
      at(40),
    )
    const past = [...opened, final, ...returned]
    expect(given(incidentKind, past).state).toMatchObject({
      status: 'returned',
      returnReason: 'place_incomplete',
    })
    given(incidentKind, past)
      .when(i => decide.closeIncident(i, [], at(41)))
      .refused('final_feedback_missing')
    given(incidentKind, past)
      .when(i => decide.giveFeedback(i, { ...noFeedback, result: 'mediated' }, at(50)))
      .then([{ facts: { result: 'mediated' } }])
  })
})

test('nothing happens to a closed incident', () => {
  const past = [...opened, final, closed]
  const decisions: ((i: (typeof incidentKind)['initial']) => IncidentEntry[])[] = [
    i => decide.locateIncident(i, place, { location }, at(50)),
    i => decide.regradeIncident(i, 1, 'injury_found', at(50)),
    i => decide.attachToIncident(i, 'c', at(0).at, at(50)),
    i => decide.dispatchUnit(i, 'a', 'u', at(50)),
    i => decide.giveFeedback(i, noFeedback, at(50)),
    i => decide.returnIncident(i, 'wrong_type', at(50)),
    i => decide.closeIncident(i, [], at(50)),
  ]
  for (const decision of decisions) given(incidentKind, past).when(decision).refused('incident_closed')
})
