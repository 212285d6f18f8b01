import type { Authority, Role } from '@kuaiji/kernel'
import { describe, expect, test } from 'vitest'
import { momentOf, reportedMoment } from './moment.ts'

const now = new Date('2026-06-01T08:00:00.000Z')
const by = (role: Role, channel: Authority['actor']['channel'] = 'console'): Authority => ({
  actor: { id: 'someone', role, unit: 'bureau', seat: '110-01', channel },
  jurisdiction: 'city',
  purpose: 'dispatch',
  shift: 'day',
})
const desk = (role: Role = 'dispatcher') => ({ authority: by(role), now })
const refused = (code: string) => expect.objectContaining({ status: 422, code })

describe('a time that the client gives', () => {
  test('is kept in UTC, to the millisecond', () => {
    expect(momentOf(desk(), '2026-06-01T15:59:00+08:00').at).toBe('2026-06-01T07:59:00.000Z')
  })

  test('may run ahead by 2 s, not by more', () => {
    expect(momentOf(desk(), '2026-06-01T08:00:02Z').at).toBe('2026-06-01T08:00:02.000Z')
    expect(() => momentOf(desk(), '2026-06-01T08:00:02.001Z')).toThrow(refused('time_in_future'))
  })

  test('does not lie before what it follows', () => {
    const after = '2026-06-01T07:00:00.000Z'
    expect(momentOf(desk(), after, after).at).toBe(after)
    expect(() => momentOf(desk(), '2026-06-01T06:59:59.999Z', after)).toThrow(refused('time_out_of_order'))
  })

  test('does not lie before the first rule held', () => {
    expect(() => momentOf(desk(), '2019-12-31T15:59:59Z')).toThrow(refused('time_out_of_order'))
    expect(momentOf(desk(), '2019-12-31T16:00:00Z').at).toBe('2019-12-31T16:00:00.000Z')
  })

  test('exists', () => {
    expect(() => momentOf(desk(), '2026-06-30T23:59:60Z')).toThrow(refused('time_invalid'))
  })
})

test('without a given time it is the server’s, never before what it follows', () => {
  expect(momentOf(desk(), undefined)).toEqual({ at: now.toISOString(), atSource: 'automatic' })
  expect(momentOf(desk(), undefined, '2026-06-01T08:00:01.500Z').at).toBe('2026-06-01T08:00:01.500Z')
})

test('the source says who tells the time', () => {
  expect(momentOf(desk(), now.toISOString()).atSource).toBe('operator')
  expect(momentOf(desk('crew'), undefined).atSource).toBe('field')
  expect(momentOf(desk('system'), now.toISOString()).atSource).toBe('automatic')
  const pressed = momentOf(desk(), undefined)
  expect(reportedMoment(pressed, by('station')).atSource).toBe('operator')
  expect(reportedMoment(pressed, by('dispatcher', 'mobile')).atSource).toBe('field')
})
