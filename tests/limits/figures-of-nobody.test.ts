import { defineFigure, type FigureDefinition, groupings, yearIn } from '@kuaiji/figures'
import { responseFigures } from '@kuaiji/response'
import { describe, expect, it } from 'vitest'

const label = { zh: '警情数', en: 'Incidents' }
/** Whoever a row might name; none of these is a way to split a figure. */
const whoever = [
  'person',
  'officer',
  'actor',
  'account',
  'caller',
  'crew',
  'seat',
  'unit',
  'callSign',
  'telephone',
  'name',
  'id',
  'record',
]

function groupedBy(by: string): FigureDefinition<Record<string, string>> {
  return {
    id: 'incidents',
    version: 1,
    title: label,
    text: label,
    unit: 'count',
    decimals: 0,
    subject: 'cases',
    grouped: { by: by as 'grade', always: [], titleOf: () => label },
    window: { by: 'incident_opened', at: () => 0 },
    concerns: () => true,
    exclusions: [],
    fraction: rows => ({ numerator: rows.length, denominator: 1 }),
    companions: [],
    entries: () => [],
  }
}

describe('the figures engine', () => {
  it.each(whoever)('refuses to group by %s', by => {
    expect(() => defineFigure(groupedBy(by))).toThrow(`a figure is never grouped by "${by}"`)
  })

  it.each(groupings)('groups by %s, which is nobody', by => {
    expect(() => defineFigure(groupedBy(by))).not.toThrow()
  })
})

describe('every figure of the response track', () => {
  it('is of the whole, of a grade or of a district', () => {
    const at = Date.parse('2026-06-01T00:00:00Z')
    const opened = { type: 'theft', grade: 1, district: 'd1', urban: true, openedAt: at, openedLeaf: 1 }
    const row = { ...opened, record: 'r', orderedAt: null, arrivedAt: null, orders: 0, cancelled: 0 }
    const slice = <Row>(rows: Row[]) => ({ rows, next: 1, asAt: at }) as never
    const slices = { call: slice([]), order: slice([]), incident: slice([row]) }
    const year = yearIn('Asia/Shanghai', 2026)
    const groups = responseFigures
      .flatMap(figure => figure.reckon(slices, year))
      .map(({ group }) => group?.by ?? 'whole')
    expect([...new Set(groups)].sort()).toEqual(['district', 'grade', 'whole'])
  })
})
