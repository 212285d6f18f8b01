import { findCallChannel, type Grade, gradeOf, grades, type RuleId, ruleAt } from '@kuaiji/catalog'
import { deadlineFigure, type Figure } from '@kuaiji/figures'
import type { CallRow } from './call-row.ts'
import { unitAlreadyThere } from './first-arrival.ts'
import type { OpenedIncident } from './incident-row.ts'
import type { OrderRow } from './order-row.ts'

const takenBack = { zh: '到期前撤销', en: 'Taken back before it was due' }

const dayMs = 86_400_000
const limits = new Map<RuleId, Map<number, number>>()

/** Rules change at midnight in Shanghai, so a day has one limit: looked up once a day, not once a row. */
function limitOf(rule: RuleId, startedAt: number): number {
  const day = Math.floor((startedAt + 8 * 3_600_000) / dayMs)
  const known = limits.get(rule)?.get(day)
  if (known !== undefined) return known
  const { seconds } = ruleAt(rule, new Date(startedAt))
  limits.set(rule, (limits.get(rule) ?? new Map()).set(day, seconds))
  return seconds
}

/** Only a caller on the line can be kept waiting: messages, alarms and walk-ins do not ring. */
export const answeredInTime: Figure<CallRow> = deadlineFigure({
  id: 'compliance_answer',
  version: 1,
  title: { zh: '电话 10 秒内接听率', en: 'Calls answered within 10 s' },
  text: {
    zh: '按时接听的来电 / 应接听的来电。时钟自接入起，至接警员接听止，时限按当日规则（response.ringing）。到期前挂断的不计入，到期后挂断的为超时；回拨不算接听。仅计 110、122 电话。按时钟终止时间归年。',
    en: 'Calls answered in time / calls due. The clock runs from the first ring to a call-taker, for as long as the rule of the day says (response.ringing). A caller who hangs up before it is due is left out, one who hangs up after it was kept waiting; a call-back is no answer. Voice calls only. By the time the clock closed.',
  },
  stopped: { zh: '到期前挂断', en: 'Hung up before it was due' },
  findClock: row =>
    findCallChannel(row.channel)?.live === true
      ? {
          record: row.record,
          startedAt: row.receivedAt,
          startedLeaf: row.receivedLeaf,
          limitSeconds: limitOf('response.ringing', row.receivedAt),
          reachedAt: row.answeredAt,
          inferred: false,
          stoppedAt: row.abandonedAt,
        }
      : undefined,
  entries: row => [row.receivedLeaf, row.answeredLeaf, row.abandonedLeaf],
})

export const signedInTime: Figure<OrderRow> = deadlineFigure({
  id: 'compliance_sign',
  version: 1,
  title: { zh: '处警单 30 秒内签收率', en: 'Orders signed for within 30 s' },
  text: {
    zh: '按时签收的处警单 / 应签收的处警单。时钟自派警起，至派出所签收止，时限按当日规则（response.sign）。推定的签收时间是上限：上限未超时即为按时，超时则不能证明按时。到期前撤销的不计入。按时钟终止时间归年。',
    en: 'Orders signed for in time / orders due. The clock runs from the order to the station’s signature, for as long as the rule of the day says (response.sign). An inferred signature is the latest it can have been: in time if that is, else not proven. Orders taken back before it was due are left out. By the time the clock closed.',
  },
  stopped: takenBack,
  findClock: row => ({
    record: row.record,
    startedAt: row.orderedAt,
    startedLeaf: row.orderedLeaf,
    limitSeconds: limitOf('response.sign', row.orderedAt),
    reachedAt: row.signedAt,
    inferred: row.signedSource === 'inferred',
    stoppedAt: row.cancelledAt,
  }),
  entries: row => [row.orderedLeaf, row.signedLeaf, row.cancelledLeaf],
})

export const acknowledgedInTime: Figure<OrderRow> = deadlineFigure({
  id: 'compliance_acknowledge',
  version: 1,
  title: { zh: '警组 60 秒内接令率', en: 'Orders acknowledged within 60 s' },
  text: {
    zh: '警组按时接令的处警单 / 应接令的处警单。时钟自派警起，至警组接令止，时限按当日规则（response.acknowledge）。推定时间按上限处理，到期前撤销的不计入。按时钟终止时间归年。',
    en: 'Orders the crew acknowledged in time / orders due. The clock runs from the order to the crew’s acknowledgement, for as long as the rule of the day says (response.acknowledge). An inferred time is taken as the latest it can have been; orders taken back before it was due are left out. By the time the clock closed.',
  },
  stopped: takenBack,
  findClock: row => ({
    record: row.record,
    startedAt: row.orderedAt,
    startedLeaf: row.orderedLeaf,
    limitSeconds: limitOf('response.acknowledge', row.orderedAt),
    reachedAt: row.acknowledgedAt,
    inferred: row.acknowledgedSource === 'inferred',
    stoppedAt: row.cancelledAt,
  }),
  entries: row => [row.orderedLeaf, row.acknowledgedLeaf, row.cancelledLeaf],
})

/** Where nobody knows the place the stricter limit holds: not knowing must not flatter the figure. */
function arrivalLimit({ grade, urban }: OpenedIncident): number {
  const { arrival } = gradeOf(grade)
  return (urban === false ? arrival.suburban : arrival.urban).seconds
}

/** All orders of the incident were taken back. */
function calledOffAt({ orders, cancelled, cancelledAt }: OpenedIncident): number | null {
  return cancelled === orders ? cancelledAt : null
}

function calledOffLeaf(row: OpenedIncident): number | null {
  return calledOffAt(row) === null ? null : row.cancelledLeaf
}

export const arrivedInTime: Figure<OpenedIncident> = deadlineFigure({
  id: 'compliance_arrival',
  version: 1,
  title: { zh: '按级到达及时率', en: 'Arrivals within the limit of the grade' },
  text: {
    zh: '首个警力按时到场的警情 / 应到场的警情。时钟自首次派警起，时限按立警时的等级及城区、城郊取自目录；地点不明的按较严的城区时限。未派警的没有时钟，警力已在现场的不计入，到期前全部撤销的不计入。按时钟终止时间归年。',
    en: 'Incidents whose first unit arrived in time / incidents due. The clock runs from the first order; the limit is the catalogue’s for the grade at opening, urban or suburban, and the stricter urban one where the place is unknown. Without an order there is no clock. Left out: a unit there already, every order taken back before it was due. By the time the clock closed.',
  },
  exclusions: [unitAlreadyThere],
  stopped: takenBack,
  grouped: {
    by: 'grade',
    always: grades.map(({ grade }) => String(grade)),
    titleOf: key => {
      const { name } = gradeOf(Number(key) as Grade)
      return { zh: `${name.zh}警情到达及时率`, en: `${name.en}: arrivals within the limit` }
    },
  },
  findClock: row =>
    row.orderedAt === null || row.orderedLeaf === null
      ? undefined
      : {
          record: row.record,
          startedAt: row.orderedAt,
          startedLeaf: row.orderedLeaf,
          limitSeconds: arrivalLimit(row),
          reachedAt: row.arrivedAt,
          inferred: row.arrivedSource === 'inferred',
          stoppedAt: calledOffAt(row),
        },
  entries: row => [row.openedLeaf, row.locatedLeaf, row.orderedLeaf, row.arrivedLeaf, calledOffLeaf(row)],
})

export const fedBackInTime: Figure<OpenedIncident> = deadlineFigure({
  id: 'compliance_first_feedback',
  version: 1,
  title: { zh: '30 分钟内首次反馈率', en: 'First feedback within 30 min' },
  text: {
    zh: '按时首次反馈的警情 / 应反馈的警情。时钟自首次派警起，至首次反馈止，时限按当日规则（response.first_feedback）。到期前全部撤销的不计入。按时钟终止时间归年。',
    en: 'Incidents with a first feedback in time / incidents due. The clock runs from the first order to the first feedback, for as long as the rule of the day says (response.first_feedback). Left out where every order was taken back before it was due. By the time the clock closed.',
  },
  stopped: takenBack,
  findClock: row =>
    row.orderedAt === null || row.orderedLeaf === null
      ? undefined
      : {
          record: row.record,
          startedAt: row.orderedAt,
          startedLeaf: row.orderedLeaf,
          limitSeconds: limitOf('response.first_feedback', row.orderedAt),
          reachedAt: row.feedbackAt,
          inferred: false,
          stoppedAt: calledOffAt(row),
        },
  entries: row => [row.openedLeaf, row.orderedLeaf, row.feedbackLeaf, calledOffLeaf(row)],
})
