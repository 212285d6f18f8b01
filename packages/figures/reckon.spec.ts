import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineFigure, type FigureDefinition } from './definition.ts'
import { count } from './fraction.ts'
import { type Grouping, groupings } from './grouping.ts'
import { reckon } from './reckon.ts'
import { yearIn } from './year.ts'

interface Row {
  readonly at: string
  readonly grade: number | null
  readonly officer: string
  readonly sound: boolean
  readonly leaf: number
}

const text = { zh: '数一数', en: 'Counted' }

function counting(extra: Partial<FigureDefinition<Row>> = {}): FigureDefinition<Row> {
  return {
    id: 'rows',
    version: 1,
    title: text,
    text,
    unit: 'count',
    decimals: 0,
    subject: 'cases',
    window: { by: 'at', at: row => Date.parse(row.at) },
    concerns: () => true,
    exclusions: [{ code: 'unsound', title: text, applies: row => !row.sound }],
    fraction: rows => count(rows.length),
    companions: [],
    entries: row => [row.leaf, null],
    ...extra,
  }
}

const byGrade = {
  by: 'grade' as const,
  always: ['1', '2'],
  titleOf: (key: string) => ({ zh: `${key} 级`, en: `Grade ${key}` }),
}
const over = { year: yearIn('Asia/Shanghai', 2026), asAt: Date.parse('2026-12-01T00:00:00Z') }

function row(at: string, extra: Partial<Row> = {}): Row {
  return { at, grade: 1, officer: 'A', sound: true, leaf: 0, ...extra }
}

describe('a figure', () => {
  it('counts the rows of its year, first and last moment of it included and excluded', () => {
    const rows = [
      row('2025-12-31T15:59:59.999Z', { leaf: 1 }),
      row('2025-12-31T16:00:00.000Z', { leaf: 2 }),
      row('2026-12-31T15:59:59.999Z', { leaf: 3 }),
      row('2026-12-31T16:00:00.000Z', { leaf: 4 }),
    ]
    expect(reckon(defineFigure(counting()), rows, over)).toMatchObject([
      { id: 'rows', group: null, numerator: 2, denominator: 1, value: 2, leaves: new Float64Array([2, 3]) },
    ])
  })

  it('counts what it drops, by reason, and leaves its entries out', () => {
    const rows = [
      row('2026-05-01T00:00:00Z', { leaf: 9 }),
      row('2026-05-01T00:00:00Z', { sound: false, leaf: 4 }),
    ]
    const [figure] = reckon(defineFigure(counting()), rows, over)
    expect(figure).toMatchObject({ numerator: 1, leaves: new Float64Array([9]) })
    expect(figure!.companions).toEqual([{ code: 'dropped_unsound', title: text, value: 1 }])
  })

  it('shows every group it promises, the unknown one only where there is one', () => {
    const figure = defineFigure(counting({ grouped: byGrade }))
    expect(reckon(figure, [], over).map(({ id, value }) => [id, value])).toEqual([
      ['rows_grade_1', 0],
      ['rows_grade_2', 0],
    ])
    const rows = [row('2026-05-01T00:00:00Z', { grade: null }), row('2026-05-01T00:00:00Z', { grade: 2 })]
    expect(reckon(figure, rows, over).map(({ group, title, value }) => [group, title.en, value])).toEqual([
      [{ by: 'grade', key: '1' }, 'Grade 1', 0],
      [{ by: 'grade', key: '2' }, 'Grade 2', 1],
      [{ by: 'grade', key: 'unknown' }, 'Grade unknown', 1],
    ])
  })

  it('splits by the month of its own window, on the clocks of its own time zone', () => {
    const figure = defineFigure(counting({ grouped: { ...byGrade, by: 'month', always: [] } }))
    const rows = [row('2026-01-31T16:30:00Z'), row('2026-01-31T15:30:00Z'), row('2026-02-10T00:00:00Z')]
    expect(reckon(figure, rows, over).map(({ id, value }) => [id, value])).toEqual([
      ['rows_month_2026-01', 1],
      ['rows_month_2026-02', 2],
    ])
  })

  it('hides a cell of 1 to 9 people, but not one of incidents', () => {
    const people = defineFigure(counting({ subject: 'people' }))
    const rows = (n: number) => Array.from({ length: n }, () => row('2026-05-01T00:00:00Z'))
    const published = (n: number) =>
      reckon(people, rows(n), over).map(({ value, withheld }) => [value, withheld])[0]
    expect([0, 1, 9, 10].map(published)).toEqual([
      [0, false],
      [null, true],
      [null, true],
      [10, false],
    ])
    expect(reckon(defineFigure(counting()), rows(3), over)[0]).toMatchObject({ value: 3, withheld: false })
    const share = (numerator: number, denominator: number) =>
      reckon(
        defineFigure(
          counting({ subject: 'people', unit: '%', fraction: () => ({ numerator, denominator }) }),
        ),
        [],
        over,
      )[0]!.withheld
    expect([share(20, 40), share(5, 40), share(35, 40), share(0, 9)]).toEqual([false, true, true, true])
  })
})

describe('grouping by a person', () => {
  const offending: readonly string[] = [
    'officer',
    'actor',
    'account',
    'person',
    'caller',
    'seat',
    'unit',
    'callSign',
    'telephone',
  ]

  it.each(offending)('is refused at run time: %s', by => {
    const definition = counting({ grouped: { ...byGrade, by: by as 'grade' } })
    expect(() => defineFigure(definition)).toThrow(`a figure is never grouped by "${by}"`)
    expect(() => reckon(definition as Parameters<typeof reckon<Row>>[0], [], over)).toThrow(/defineFigure/)
  })

  it('does not compile', () => {
    // @ts-expect-error A row has an officer, and no figure may be grouped by it.
    const grouped: FigureDefinition<Row>['grouped'] = { ...byGrade, by: 'officer' }
    // @ts-expect-error A permitted grouping that the rows do not have is no grouping either.
    const absent: FigureDefinition<Row>['grouped'] = { ...byGrade, by: 'station' }
    // @ts-expect-error What has not passed defineFigure is not reckoned.
    const unchecked = () => reckon(counting(), [], over)
    expectTypeOf<Grouping>().toEqualTypeOf<
      'grade' | 'type' | 'district' | 'urban' | 'mode' | 'month' | 'station' | 'unitType'
    >()
    expect([grouped, absent, unchecked, groupings.length]).toHaveLength(4)
  })

  it.each(['王小明', 'Wang Xiaoming', '0190b4a2-7c1e-7000-8000-000000000001', '', 'a'.repeat(41), '110 03'])(
    'is refused where a permitted column holds what is no code: %s',
    district => {
      const figure = defineFigure<{ readonly district: string }>({
        ...(counting() as unknown as FigureDefinition<{ readonly district: string }>),
        window: { by: 'at', at: () => over.year.from },
        exclusions: [],
        grouped: { ...byGrade, by: 'district', always: [] },
      })
      expect(() => reckon(figure, [{ district }], over)).toThrow(/named by a code/)
    },
  )
})

describe('a definition', () => {
  it.each([
    ['the id is no code', { id: '首波 ' }],
    ['versions count from 1', { version: 0 }],
    ['decimals are a whole number', { decimals: 0.5 }],
    ['lacks its Chinese words', { title: { zh: 'First', en: 'First' } }],
    ['lacks its English words', { text: { zh: '首波', en: ' ' } }],
  ] as const)('is refused when incomplete: %s', (sentence, part) => {
    expect(() => defineFigure(counting(part))).toThrow(sentence)
  })
})
