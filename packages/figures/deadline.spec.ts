import { describe, expect, it } from 'vitest'
import { type DeadlineClock, deadlineFigure, lateSeconds, outcomeOf } from './deadline.ts'
import { reckon } from './reckon.ts'
import { yearIn } from './year.ts'

const startedAt = Date.parse('2026-06-01T00:00:00Z')
const after = (seconds: number) => startedAt + seconds * 1000
const asAt = after(3600)

function clock(extra: Partial<DeadlineClock> = {}): DeadlineClock {
  return {
    record: 'order-1',
    startedAt,
    startedLeaf: 5,
    limitSeconds: 30,
    reachedAt: null,
    inferred: false,
    stoppedAt: null,
    ...extra,
  }
}

describe('a deadline', () => {
  it.each([
    ['met to the millisecond', clock({ reachedAt: after(30) }), asAt, { kind: 'met', at: after(30) }],
    [
      'late by a millisecond',
      clock({ reachedAt: after(30) + 1 }),
      asAt,
      { kind: 'breached', reason: 'late', lateMs: 1 },
    ],
    ['never met', clock(), asAt, { kind: 'breached', reason: 'missing', lateMs: null, at: after(30) }],
    ['not due yet', clock(), after(30), { kind: 'running', at: after(30) }],
    ['called off in time', clock({ stoppedAt: after(30) }), asAt, { kind: 'stopped', at: after(30) }],
    [
      'called off when it was too late',
      clock({ stoppedAt: after(31) }),
      asAt,
      { kind: 'breached', reason: 'missing' },
    ],
    ['met, then called off', clock({ reachedAt: after(5), stoppedAt: after(9) }), asAt, { kind: 'met' }],
    // Whoever signed within 30 s by the latest possible time signed within 30 s.
    ['inferred in time', clock({ reachedAt: after(20), inferred: true }), asAt, { kind: 'met' }],
    [
      'inferred too late to prove it',
      clock({ reachedAt: after(90), inferred: true }),
      asAt,
      { kind: 'breached', reason: 'unproven' },
    ],
  ] as const)('%s', (_, given, now, outcome) => {
    expect(outcomeOf(given, now)).toMatchObject(outcome)
  })
})

const figure = deadlineFigure<DeadlineClock>({
  id: 'compliance_sign',
  version: 1,
  title: { zh: '签收及时率', en: 'Signed in time' },
  text: { zh: '签收 / 应签收', en: 'Signed / due' },
  stopped: { zh: '签收前撤销', en: 'Taken back before' },
  findClock: row => (row.limitSeconds === 0 ? undefined : row),
  entries: row => [row.startedLeaf],
})
const over = { year: yearIn('Asia/Shanghai', 2026), asAt }

describe('compliance', () => {
  it('is met over due, with every breach and its reason, and what is not due counted apart', () => {
    const rows = [
      clock({ reachedAt: after(10), startedLeaf: 1 }),
      clock({ reachedAt: after(75.26), startedLeaf: 9, record: 'late' }),
      clock({ startedLeaf: 3, record: 'missing' }),
      clock({ stoppedAt: after(4), startedLeaf: 4 }),
      clock({ startedAt: asAt, startedLeaf: 6 }),
      clock({ limitSeconds: 0, startedLeaf: 7 }),
    ]
    const [result] = reckon(figure, rows, over)
    expect(result).toMatchObject({
      numerator: 1,
      denominator: 3,
      value: 33.33,
      leaves: new Float64Array([1, 3, 9]),
    })
    expect(result!.breaches.map(breach => [breach.record, breach.reason, lateSeconds(breach)])).toEqual([
      ['missing', 'missing', null],
      ['late', 'late', 45.3],
    ])
    expect(result!.companions.map(({ code, value }) => [code, value])).toEqual([
      ['dropped_called_off', 1],
      ['dropped_running', 1],
      ['breach_late', 1],
      ['breach_missing', 1],
    ])
  })

  it('belongs to the year in which the clock closed', () => {
    const started = Date.parse('2025-12-31T15:59:50Z')
    const rows = [
      clock({ startedAt: started, reachedAt: started + 5000 }),
      clock({ startedAt: started, reachedAt: started + 15_000 }),
      clock({ startedAt: started, reachedAt: started + 60_000 }),
    ]
    expect(reckon(figure, rows, over)[0]).toMatchObject({ numerator: 1, denominator: 2 })
    expect(reckon(figure, rows, { ...over, year: yearIn('Asia/Shanghai', 2025) })[0]).toMatchObject({
      numerator: 1,
      denominator: 1,
    })
  })

  it('of nothing is n/a', () => {
    expect(reckon(figure, [], over)[0]).toMatchObject({ numerator: 0, denominator: 0, value: null })
  })
})
