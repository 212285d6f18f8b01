import { gradeOf, incidentTypes, requirementOf } from '@kuaiji/catalog'
import { type Reckoned, yearIn } from '@kuaiji/figures'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { responseFigures } from './definitions.ts'
import { isOpened } from './incident-row.ts'
import { noRows } from './rows.ts'
import type { Slices } from './slice.ts'
import {
  chaptersOf,
  logOf,
  type OrderStory,
  type Story,
  storiesEnd,
  storyArbitrary,
} from './testing/story.ts'
import { trace } from './trace.ts'

const year = yearIn('Asia/Shanghai', 2026)

function counter() {
  let next = 0
  return () => `record-${next++}`
}

function slicesOf(stories: readonly Story[], asAt: number, pick: (choices: number) => number): Slices {
  const newId = counter()
  const rows = noRows()
  const log = logOf(
    stories.flatMap(story => chaptersOf(story, newId)),
    asAt,
    pick,
  )
  for (const entry of log) trace(rows, entry)
  const slice = <Row>(all: Iterable<Row>) => ({ rows: [...all], next: log.length, asAt })
  return {
    call: slice(rows.call.values()),
    order: slice(rows.order.values()),
    incident: slice([...rows.incident.values()].filter(isOpened)),
  }
}

function figuresOf(
  stories: readonly Story[],
  asAt = storiesEnd,
  pick: (choices: number) => number = () => 0,
) {
  const slices = slicesOf(stories, asAt, pick)
  return new Map(
    responseFigures.flatMap(figure => figure.reckon(slices, year)).map(found => [found.id, found]),
  )
}

const companion = (figure: Reckoned | undefined, code: string) =>
  figure?.companions.find(found => found.code === code)?.value

const day = Date.parse('2026-06-01T02:00:00.000Z')
const at = (seconds: number) => day + seconds * 1000

function story(extra: Partial<Story> = {}): Story {
  return {
    type: 'assault',
    grade: 2,
    regradedTo: null,
    urban: true,
    district: 'd1',
    openedAt: at(30),
    openedBy: 'dispatcher',
    calls: [{ channel: 'voice_110', receivedAt: at(0), claimedAt: at(6), abandonedAt: null }],
    orders: [],
    feedbackAt: null,
    ...extra,
  }
}

function order(ordered: number, arrived: number | null, extra: Partial<OrderStory> = {}): OrderStory {
  return {
    orderedAt: at(ordered),
    signed: { at: at(ordered + 10), source: 'field' },
    acknowledged: { at: at(ordered + 20), source: 'field' },
    arrived: arrived === null ? null : { at: at(arrived), source: 'field' },
    cancelledAt: null,
    ...extra,
  }
}

describe('M01, by hand', () => {
  /**
   * Counted: A ordered at 60, on scene at 400 → 340 s. B ordered at 50 (that unit called back), second unit on scene at
   * 250.5 → 200.5 s. C ordered at 40, two units, the second at 290 before the first at 500 → 250 s.
   * Sum 790.5 → 791 s of 3; mean 263.7, about 260; median 250; p90 340; answer to arrival (394 + 244.5 + 284) / 3 = 307.5.
   */
  const counted = [
    story({ orders: [order(60, 400)] }),
    story({
      grade: 1,
      orders: [order(50, null, { cancelledAt: at(70) }), order(75, 250.5)],
    }),
    story({ regradedTo: 4, orders: [order(40, 500), order(45, 290)] }),
  ]

  it('is the mean from first order to first unit on scene', () => {
    const figure = figuresOf(counted).get('M01')
    expect(figure).toMatchObject({ numerator: 791, denominator: 3, value: 263.7, unit: 's' })
    expect(companion(figure, 'mean_to_10_s')).toBe(260)
    expect(companion(figure, 'median')).toBe(250)
    expect(companion(figure, 'p90')).toBe(340)
    expect(companion(figure, 'answer_to_arrival')).toBe(307.5)
    expect(companion(figure, 'with_answer_time')).toBe(3)
  })

  it.each([
    ['place_unknown', story({ urban: null, orders: [order(60, 100)] })],
    ['unit_already_there', story({ openedBy: 'crew', orders: [order(60, 100)] })],
    [
      'unit_already_there',
      story({
        calls: [{ channel: 'officer', receivedAt: at(0), claimedAt: null, abandonedAt: null }],
        orders: [order(60, 100)],
      }),
    ],
    ['unit_already_there', story({ orders: [order(60, 60)] })],
    ['order_missing', story()],
    ['cancelled_before_arrival', story({ orders: [order(60, null, { cancelledAt: at(90) })] })],
    ['arrival_missing', story({ orders: [order(60, null)] })],
    ['arrival_missing', story({ orders: [order(60, null, { cancelledAt: at(90) }), order(80, null)] })],
    ['arrival_before_order', story({ orders: [order(60, 55)] })],
    [
      'arrival_inferred',
      story({ orders: [order(60, null, { arrived: { at: at(900), source: 'inferred' } })] }),
    ],
  ])('drops, counts and shows %s, and estimates nothing', (code, dropped) => {
    const figure = figuresOf([...counted, dropped]).get('M01')
    expect(figure).toMatchObject({ numerator: 791, denominator: 3 })
    expect(
      figure!.companions.filter(({ code, value }) => code.startsWith('dropped_') && value !== 0),
    ).toEqual([{ code: `dropped_${code}`, title: expect.anything(), value: 1 }])
  })

  it('is about urban incidents of grade 1 and 2 at opening', () => {
    const others = [
      story({ urban: false, orders: [order(60, 61)] }),
      story({ grade: 3, regradedTo: 1, orders: [order(60, 61)] }),
    ]
    expect(figuresOf([...counted, ...others]).get('M01')).toMatchObject({ numerator: 791, denominator: 3 })
  })

  it('goes by the earliest call, and by the opening where there was no call', () => {
    const before = Date.parse('2025-12-31T15:59:59.000Z')
    const late = [{ channel: 'voice_110' as const, receivedAt: before, claimedAt: null, abandonedAt: null }]
    const orders = [order(60, 100)]
    expect(figuresOf([story({ calls: late, orders })]).get('M01')).toMatchObject({
      denominator: 0,
      value: null,
    })
    const figure = figuresOf([story({ calls: [], orders })]).get('M01')
    expect(figure).toMatchObject({ numerator: 40, denominator: 1 })
    expect(companion(figure, 'without_call')).toBe(1)
    expect(companion(figure, 'answer_to_arrival')).toBeNull()
  })

  it('leads to the entries it came from, in the order of the log', () => {
    // incident.opened 0, call.received 1, call.claimed 2, call.attached 3, assignment.ordered 4, signed 5, acknowledged 6, arrived 7
    expect([...figuresOf([counted[0]!]).get('M01')!.leaves]).toEqual([0, 1, 2, 4, 7])
    expect([...figuresOf([story()]).get('M01')!.leaves]).toEqual([])
  })

  it('rests on plans that send somebody at grades 1 and 2', () => {
    const nobody = incidentTypes.filter(({ code }) =>
      ([1, 2] as const).some(grade => requirementOf(code, grade).length === 0),
    )
    expect(nobody).toEqual([])
  })
})

describe('deadlines, by hand', () => {
  it('arrival: the limit of the grade at opening, urban or suburban', () => {
    const figures = figuresOf([
      story({ grade: 1, orders: [order(0, 300)] }),
      story({ grade: 1, orders: [order(0, 300.001)] }),
      story({ grade: 1, urban: false, orders: [order(0, 600)] }),
      // Nobody knows where: the stricter limit.
      story({ grade: 1, urban: null, orders: [order(0, 301)] }),
      story({ grade: 1 }),
      story({ grade: 3, regradedTo: 1, orders: [order(0, 1800)] }),
    ])
    expect(figures.get('compliance_arrival_grade_1')).toMatchObject({
      numerator: 2,
      denominator: 4,
      value: 50,
    })
    expect(figures.get('compliance_arrival_grade_2')).toMatchObject({ denominator: 0, value: null })
    expect(figures.get('compliance_arrival_grade_3')).toMatchObject({
      numerator: 1,
      denominator: 1,
      value: 100,
    })
    expect(
      figures.get('compliance_arrival_grade_1')!.breaches.map(({ reason, lateMs }) => [reason, lateMs]),
    ).toEqual([
      ['late', 1],
      ['late', 1000],
    ])
    expect(gradeOf(1).arrival.urban.seconds).toBe(300)
  })

  it('answer: voice calls only, a call-back is no answer, who hangs up in time was not kept waiting', () => {
    const call = (
      claimed: number | null,
      abandoned: number | null,
      channel: 'voice_110' | 'app' = 'voice_110',
    ) =>
      story({
        calls: [
          {
            channel,
            receivedAt: at(0),
            claimedAt: claimed === null ? null : at(claimed),
            abandonedAt: abandoned === null ? null : at(abandoned),
          },
        ],
      })
    const figure = figuresOf([
      call(10, null),
      call(10.001, null),
      call(null, 4),
      call(60, 9),
      call(60, 30),
      call(null, null),
      call(500, null, 'app'),
    ]).get('compliance_answer')
    expect(figure).toMatchObject({ numerator: 1, denominator: 4, value: 25 })
    expect(companion(figure, 'dropped_called_off')).toBe(2)
    expect([companion(figure, 'breach_late'), companion(figure, 'breach_missing')]).toEqual([1, 2])
  })

  it('signature: an inferred one counts as the latest it can have been', () => {
    const signed = (seconds: number, source: 'field' | 'inferred') =>
      story({ orders: [order(0, null, { signed: { at: at(seconds), source } })] })
    const figure = figuresOf([signed(30, 'field'), signed(30, 'inferred'), signed(31, 'inferred')]).get(
      'compliance_sign',
    )
    expect(figure).toMatchObject({ numerator: 2, denominator: 3, value: 66.67 })
    expect(companion(figure, 'breach_unproven')).toBe(1)
  })

  it('what is not due when the newest entry was recorded is neither met nor missed', () => {
    const figure = figuresOf([story({ grade: 1, orders: [order(0, null)] })], at(200)).get(
      'compliance_arrival_grade_1',
    )
    expect(figure).toMatchObject({ denominator: 0, value: null })
    expect(companion(figure, 'dropped_running')).toBe(1)
  })
})

describe('generated histories', () => {
  const some = fc.array(storyArbitrary, { maxLength: 12 })

  it('give the figures that their stories tell', () => {
    fc.assert(
      fc.property(some, stories => {
        const figures = figuresOf(stories)
        const m01 = told(stories)
        expect(figures.get('M01')).toMatchObject({ numerator: m01.seconds, denominator: m01.waits.length })
        expect(figures.get('compliance_sign')).toMatchObject(toldSignatures(stories))
        const inYear = stories.filter(({ openedAt }) => isIn2026(openedAt))
        expect(figures.get('incidents')!.value).toBe(inYear.length)
        for (const grade of [1, 2, 3, 4]) {
          expect(figures.get(`incidents_grade_${grade}`)!.value).toBe(
            inYear.filter(s => s.grade === grade).length,
          )
        }
        const districts = [...figures.values()].filter(({ group }) => group?.by === 'district')
        expect(districts.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(inYear.length)
      }),
      { numRuns: 300 },
    )
  })

  it('give the same figures however the log interleaves their records', () => {
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (stories, picks) => {
        const pick = (choices: number) => picks.next().value % choices
        const plain = ({ leaves, breaches, ...numbers }: Reckoned) => ({ ...numbers, entries: leaves.length })
        expect([...figuresOf(stories, storiesEnd, pick).values()].map(plain)).toEqual(
          [...figuresOf(stories).values()].map(plain),
        )
      }),
    )
  })
})

function isIn2026(ms: number): boolean {
  return new Date(ms + 8 * 3_600_000).getUTCFullYear() === 2026
}

/** M01 told from the stories in the plainest way, without rows, entries or engine. */
function told(stories: readonly Story[]) {
  const waits = stories.flatMap(({ grade, urban, calls, orders, openedAt, openedBy }) => {
    const received = Math.min(...calls.map(({ receivedAt }) => receivedAt))
    const arrivals = orders.flatMap(({ arrived }) => arrived ?? []).sort((a, b) => a.at - b.at)
    const first = Math.min(...orders.map(({ orderedAt }) => orderedAt))
    const arrival = arrivals[0]
    if (grade > 2 || urban !== true || openedBy === 'crew') return []
    if (calls.some(({ channel }) => channel === 'officer')) return []
    if (!isIn2026(calls.length > 0 ? received : openedAt)) return []
    if (arrival === undefined || arrival.source === 'inferred' || arrival.at <= first) return []
    return [arrival.at - first]
  })
  return { waits, seconds: Math.floor(waits.reduce((sum, ms) => sum + ms, 0) / 1000 + 0.5) }
}

function toldSignatures(stories: readonly Story[]) {
  const orders = stories.flatMap(story => story.orders)
  const closed = orders.map(({ orderedAt, signed, cancelledAt }) => {
    const due = orderedAt + 30_000
    if (signed !== null && signed.at <= due) return { at: signed.at, met: true }
    if (cancelledAt !== null && cancelledAt <= due) return { at: cancelledAt, met: undefined }
    return { at: due, met: false }
  })
  const due = closed.filter(({ at, met }) => met !== undefined && isIn2026(at))
  return { numerator: due.filter(({ met }) => met).length, denominator: due.length }
}
