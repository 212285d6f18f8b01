import {
  count,
  defineFigure,
  type Figure,
  type FigureDefinition,
  medianOf,
  percentileOf,
  perSecond,
  quotientOf,
  sumOf,
  wholeSeconds,
} from '@kuaiji/figures'
import type { OpenedIncident } from './incident-row.ts'

type Rows = readonly OpenedIncident[]
type Exclusions = FigureDefinition<OpenedIncident>['exclusions']

const none = { numerator: 0, denominator: 0 }

/** Milliseconds from first order to first unit on scene; only asked of rows that no exclusion dropped. */
function waitOf({ orderedAt, arrivedAt }: OpenedIncident): number {
  return (arrivedAt as number) - (orderedAt as number)
}

/** Where somebody took the call and a unit came after: the caller's own wait, without the ringing. */
function waitsFromAnswer(rows: Rows): number[] {
  return rows.flatMap(({ answeredAt, arrivedAt }) =>
    answeredAt === null || arrivedAt === null || arrivedAt < answeredAt ? [] : [arrivedAt - answeredAt],
  )
}

/** Reported by a crew on the spot, or on scene at the very moment of the order: nobody had to come. */
export const unitAlreadyThere: Exclusions[number] = {
  code: 'unit_already_there',
  title: { zh: '警力已在现场', en: 'A unit was there already' },
  applies: ({ crewReported, orderedAt, arrivedAt }) =>
    crewReported || (arrivedAt !== null && arrivedAt === orderedAt),
}

/** M01 of the metrics: every kind of row that is dropped is counted and shown; nothing is imputed. */
const exclusions: Exclusions = [
  {
    code: 'place_unknown',
    title: { zh: '地点不明，无法判断是否城区', en: 'Place unknown, so whether it is urban too' },
    applies: ({ urban }) => urban === null,
  },
  unitAlreadyThere,
  {
    code: 'order_missing',
    title: { zh: '无派警时间', en: 'No time of an order' },
    applies: ({ orderedAt }) => orderedAt === null,
  },
  {
    code: 'cancelled_before_arrival',
    title: { zh: '到场前全部撤销', en: 'Every order taken back before arrival' },
    applies: ({ orders, cancelled, arrivedAt }) => arrivedAt === null && cancelled === orders,
  },
  {
    code: 'arrival_missing',
    title: { zh: '无到场时间（含在途）', en: 'No time of arrival (also: on the way)' },
    applies: ({ arrivedAt }) => arrivedAt === null,
  },
  {
    code: 'arrival_inferred',
    title: { zh: '到场时间系推定', en: 'Time of arrival only inferred' },
    applies: ({ arrivedSource }) => arrivedSource === 'inferred',
  },
  {
    code: 'arrival_before_order',
    title: { zh: '到场早于派警（负值）', en: 'Arrival before the order (negative)' },
    applies: row => waitOf(row) < 0,
  },
]

const companions: FigureDefinition<OpenedIncident>['companions'] = [
  {
    code: 'mean_to_10_s',
    title: { zh: '约（取整到 10 秒）', en: 'About (to the nearest 10 s)' },
    decimals: 0,
    fraction(rows) {
      const tens = quotientOf({ numerator: sumOf(rows.map(waitOf)), denominator: rows.length * 10_000 }, 0)
      return tens === null ? none : count(tens * 10)
    },
  },
  {
    code: 'median',
    title: { zh: '中位数', en: 'Median' },
    decimals: 1,
    fraction: rows => perSecond(medianOf(rows.map(waitOf))),
  },
  {
    code: 'p90',
    title: { zh: '第 90 百分位', en: '90th percentile' },
    decimals: 1,
    fraction: rows => perSecond(percentileOf(rows.map(waitOf), 90)),
  },
  {
    code: 'answer_to_arrival',
    title: { zh: '接听到到场平均用时', en: 'Mean from answer to arrival' },
    decimals: 1,
    fraction(rows) {
      const waits = waitsFromAnswer(rows)
      return perSecond({ numerator: sumOf(waits), denominator: waits.length })
    },
  },
  {
    code: 'with_answer_time',
    title: { zh: '有接听时间的警情', en: 'Incidents with a time of answer' },
    decimals: 0,
    fraction: rows => count(waitsFromAnswer(rows).length),
  },
  {
    code: 'without_call',
    title: { zh: '无来电的警情（按立警时间）', en: 'Incidents without a call (by opening)' },
    decimals: 0,
    fraction: rows => count(rows.filter(({ receivedAt }) => receivedAt === null).length),
  },
]

/** M01 首波警力到达现场平均用时. */
export const firstArrival: Figure<OpenedIncident> = defineFigure({
  id: 'M01',
  version: 1,
  title: { zh: '首波警力到达现场平均用时', en: 'Mean time to the first unit on scene' },
  text: {
    zh: '从首次派警到首个警力到达现场的平均用时。分子：各警情用时之和，取整到秒；分母：计入的警情数。范围：城区内、立警时为一级或二级的警情（各类预案在这两级都要求出警；预约处警属四级）。按首个来电的接警时间归年，没有来电的按立警时间。到场前全部撤销、警力已在现场、地点不明以及时间缺失、推定或为负的不计入，分别列出数量，不作估算。',
    en: 'Mean time from the first order to the first unit on scene. Numerator: the sum over the incidents counted, in whole seconds. Denominator: their number. Counted are incidents in the urban area that were of grade 1 or 2 when opened (every response plan sends somebody at these grades; appointments are of grade 4). They belong to the year in which the first of their calls was received or, where there was no call, in which they were opened. Dropped, counted and shown: every order taken back before arrival, a unit there already, place unknown, a time that is missing, inferred or negative. Nothing is estimated.',
  },
  unit: 's',
  decimals: 1,
  subject: 'cases',
  window: { by: 'call_received', at: ({ receivedAt, openedAt }) => receivedAt ?? openedAt },
  concerns: ({ grade, urban }) => grade <= 2 && urban !== false,
  exclusions,
  fraction: rows => ({ numerator: wholeSeconds(sumOf(rows.map(waitOf))), denominator: rows.length }),
  companions,
  entries: row => [
    row.openedLeaf,
    row.locatedLeaf,
    row.receivedLeaf,
    row.answeredLeaf,
    row.orderedLeaf,
    row.arrivedLeaf,
  ],
})
