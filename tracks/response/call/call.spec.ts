import { given } from '@kuaiji/kernel/spec'
import { describe, expect, test } from 'vitest'
import type { Moment } from '../moment.ts'
import { type CallEntry, callKind } from './call.ts'
import * as decide from './decisions.ts'

const at = (second: number): Moment => ({
  at: new Date(Date.UTC(2026, 5, 1, 8, 0, second)).toISOString(),
  atSource: 'automatic',
})
const place = { district: 'yuecheng', urban: true, cell: 'c1' }
const incident = '018f0000-0000-7000-8000-000000000001'

const received = decide.receiveCall(
  {
    channel: 'voice_110',
    place,
    outside: false,
    neighbour: undefined,
    particulars: { telephone: '13800138000' },
  },
  at(0),
)
const fromOutside = decide.receiveCall(
  { channel: 'voice_110', place: undefined, outside: true, neighbour: 'hangzhou', particulars: {} },
  at(0),
)
const claimed: CallEntry = { type: 'call.claimed', ...at(3), facts: { seat: '110-01' } }
const abandoned: CallEntry = { type: 'call.abandoned', ...at(9), facts: {} }
const attached: CallEntry = { type: 'call.attached', ...at(20), facts: { incident } }

describe('receiving', () => {
  test('facts hold the cell, particulars what the caller said', () => {
    expect(received).toMatchObject([{ type: 'call.received', facts: { ...place, outside: false } }])
    expect(JSON.stringify(received[0]?.facts)).not.toContain('1380')
    expect(callKind.searchable?.({ telephone: '138 0013 8000' })).toEqual(['138 0013 8000'])
    expect(callKind.searchable?.({ text: 'help' })).toEqual([])
  })

  test('a call without a place is kept', () => {
    const entries = decide.receiveCall(
      { channel: 'app', place: undefined, outside: false, neighbour: undefined, particulars: {} },
      at(0),
    )
    expect(given(callKind, entries).state).toMatchObject({
      status: 'ringing',
      district: null,
      outside: false,
    })
  })

  test('a call from outside the city is kept, flagged and handed to the neighbour', () => {
    const { state } = given(callKind, fromOutside)
    expect(state).toMatchObject({
      status: 'ringing',
      outside: true,
      neighbour: 'hangzhou',
      neighbourAcceptedAt: null,
    })
    expect(callKind.isOpen(state)).toBe(true)
  })
})

describe('claiming', () => {
  test('the first seat has it', () => {
    given(callKind, received)
      .when(call => decide.claimCall(call, '110-01', at(3)))
      .then([{ type: 'call.claimed', facts: { seat: '110-01' } }])
  })

  test('the second is told who was first, and when', () => {
    const { state } = given(callKind, [...received, claimed])
    expect(() => decide.claimCall(state, '110-02', at(4))).toThrow(
      expect.objectContaining({
        status: 409,
        code: 'call_claimed',
        detail: { seat: '110-01', claimedAt: claimed.at },
      }),
    )
  })

  test('nobody claims a call that has gone to an incident', () => {
    given(callKind, [...received, attached])
      .when(call => decide.claimCall(call, '110-02', at(30)))
      .refused('call_attached')
  })
})

describe('a caller who hangs up', () => {
  test('is kept to be called back', () => {
    const { state } = given(callKind, [...received, abandoned])
    expect(state).toMatchObject({ status: 'abandoned', abandonedAt: abandoned.at })
    expect(callKind.isOpen(state)).toBe(true)
  })

  test('cannot hang up on a call-taker, nor on a text message', () => {
    given(callKind, [...received, claimed])
      .when(call => decide.abandonCall(call, at(9)))
      .refused('call_status')
    const text = decide.receiveCall(
      { channel: 'text_12110', place, outside: false, neighbour: undefined, particulars: {} },
      at(0),
    )
    given(callKind, text)
      .when(call => decide.abandonCall(call, at(9)))
      .refused('call_not_live')
  })

  test('is whose who reaches him', () => {
    const reached = decide.callBack(given(callKind, [...received, abandoned]).state, '110-04', true, at(60))
    const { state } = given(callKind, [...received, abandoned, ...reached])
    expect(state).toMatchObject({ status: 'claimed', seat: '110-04', calledBackAt: at(60).at })
  })

  test('stays to be called back when not reached, and may then be closed', () => {
    given(callKind, [...received, abandoned])
      .when(call => decide.closeCall(call, 'called_back_no_answer', at(60)))
      .refused('not_called_back')
    const missed = decide.callBack(given(callKind, [...received, abandoned]).state, '110-04', false, at(60))
    const past = [...received, abandoned, ...missed]
    expect(given(callKind, past).state.status).toBe('abandoned')
    given(callKind, past)
      .when(call => decide.closeCall(call, 'called_back_no_answer', at(70)))
      .then([{ type: 'call.closed', facts: { result: 'called_back_no_answer' } }])
  })
})

describe('closing', () => {
  test('a ringing call is not closed unheard', () => {
    given(callKind, received)
      .when(call => decide.closeCall(call, 'misdialled', at(5)))
      .refused('call_status')
  })

  test('the result is of the catalogue', () => {
    given(callKind, [...received, claimed])
      .when(call => decide.closeCall(call, 'whatever', at(5)))
      .refused('unknown_result')
  })

  test('what is the neighbour’s is kept until he accepts', () => {
    const past = [...fromOutside, claimed]
    given(callKind, past)
      .when(call => decide.closeCall(call, 'handed_to_neighbour', at(30)))
      .refused('handover_pending')
    const accepted = decide.acceptHandover(given(callKind, past).state, at(40))
    const { state } = given(callKind, [...past, ...accepted])
    expect(state).toMatchObject({ status: 'handed_over', neighbourAcceptedAt: at(40).at })
    expect(callKind.isOpen(state)).toBe(false)
  })

  test('nobody accepts what was not handed over', () => {
    given(callKind, [...received, claimed])
      .when(call => decide.acceptHandover(call, at(30)))
      .refused('not_handed_over')
  })
})

test('a call joins one incident only', () => {
  given(callKind, [...received, claimed])
    .when(call => decide.attachCall(call, incident, at(20)))
    .then([{ type: 'call.attached', facts: { incident } }])
  const { state } = given(callKind, [...received, attached])
  expect(callKind.parent?.(state)).toBe(incident)
  expect(() => decide.attachCall(state, 'another', at(30))).toThrow(
    expect.objectContaining({ code: 'call_attached', detail: { incident } }),
  )
})

test('a call is classified while it is open', () => {
  given(callKind, [...received, claimed])
    .when(call => decide.classifyCall(call, 'help', at(9)))
    .then([{ type: 'call.classified', facts: { class: 'help' } }])
  given(callKind, [...received, attached])
    .when(call => decide.classifyCall(call, 'help', at(30)))
    .refused('call_attached')
})
