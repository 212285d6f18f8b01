import type { Label } from './label.ts'

export type Grade = 1 | 2 | 3 | 4

/** A time promised: `share` of the cases within `seconds`. */
export interface Target {
  readonly seconds: number
  readonly share: number
  readonly source: string
}

export interface GradeRow {
  readonly grade: Grade
  readonly name: Label
  /** What the grade is for, in one sentence. */
  readonly meaning: Label
  /** Call received → claimed by a call-taker. */
  readonly answer: Target
  /** Call claimed → first unit ordered. */
  readonly dispatch: Target
  /** Order sent → signed for by the station desk (签收). */
  readonly sign: Target
  /** Order sent → acknowledged by the crew. */
  readonly acknowledge: Target
  /** Order sent → crew moved off (出警). */
  readonly setOut: Target
  /** First order → first unit on scene, by where the incident is. */
  readonly arrival: { readonly urban: Target; readonly suburban: Target }
  /** First order → first feedback (首次反馈). */
  readonly firstFeedback: Target
  /** Age at which an incident without a unit changes colour on every board. */
  readonly unassignedAlertSeconds: number
}

/** The two timestamps each target is measured between; compliance = targets met / targets due (M44). */
export const targetClocks = {
  answer: { from: 'call.receivedAt', to: 'call.answeredAt' },
  dispatch: { from: 'call.answeredAt', to: 'incident.firstDispatchedAt' },
  sign: { from: 'assignment.dispatchedAt', to: 'assignment.signedAt' },
  acknowledge: { from: 'assignment.dispatchedAt', to: 'assignment.acknowledgedAt' },
  setOut: { from: 'assignment.dispatchedAt', to: 'assignment.enRouteAt' },
  arrival: { from: 'incident.firstDispatchedAt', to: 'incident.firstOnSceneAt' },
  firstFeedback: { from: 'incident.firstDispatchedAt', to: 'incident.firstFeedbackAt' },
} as const satisfies Record<string, { readonly from: string; readonly to: string }>

export type TargetName = keyof typeof targetClocks

const carolina = '09 NCAC 06C .0209'
const nfpa = 'NFPA 1225-2022'
const norm110 = '110 接处警工作规范 art. 23 (urban 5 min, suburban 10 min)'
const bulletin = 'weekly 110 bulletin of a city police (sign-off 30 s, set-out 5 min, feedback 30 min)'
const graded = 'UK graded response (Suffolk: 30-60 min, 48 h)'
const local = 'local parameter'
const ageing = { one: 60, two: 300, three: 900, four: 1800 }

const answer: Target = { seconds: 10, share: 0.9, source: carolina }
const sign: Target = { seconds: 30, share: 0.9, source: bulletin }
const setOut: Target = { seconds: 300, share: 0.9, source: bulletin }
const firstFeedback: Target = { seconds: 1800, share: 0.9, source: bulletin }
/** Places with a norm of their own: 5 minutes inside the urban polygon, 10 outside. */
const normArrival = {
  urban: { seconds: 300, share: 0.9, source: norm110 },
  suburban: { seconds: 600, share: 0.9, source: norm110 },
}

/** Grades 1 (highest) to 4 with their targets; the local ones are parameters of the bureau, to be replaced by its own. */
export const grades = [
  {
    grade: 1,
    name: { zh: '一级', en: 'Grade 1' },
    meaning: { zh: '危及生命或正在发生的暴力', en: 'Danger to life, or violence going on now' },
    answer,
    dispatch: { seconds: 60, share: 0.9, source: nfpa },
    sign,
    acknowledge: { seconds: 60, share: 0.9, source: local },
    setOut,
    arrival: normArrival,
    firstFeedback,
    unassignedAlertSeconds: ageing.one,
  },
  {
    grade: 2,
    name: { zh: '二级', en: 'Grade 2' },
    meaning: { zh: '有人需要尽快到场，危险可能扩大', en: 'Needed soon: danger may grow' },
    answer,
    dispatch: { seconds: 120, share: 0.9, source: local },
    sign,
    acknowledge: { seconds: 60, share: 0.9, source: local },
    setOut,
    arrival: normArrival,
    firstFeedback,
    unassignedAlertSeconds: ageing.two,
  },
  {
    grade: 3,
    name: { zh: '三级', en: 'Grade 3' },
    meaning: { zh: '需要到场，没有紧迫危险', en: 'Attendance needed, no pressing danger' },
    answer,
    dispatch: { seconds: 600, share: 0.9, source: local },
    sign,
    acknowledge: { seconds: 120, share: 0.9, source: local },
    setOut,
    arrival: {
      urban: { seconds: 1800, share: 0.9, source: graded },
      suburban: { seconds: 3600, share: 0.9, source: graded },
    },
    firstFeedback: { seconds: 7200, share: 0.9, source: local },
    unassignedAlertSeconds: ageing.three,
  },
  {
    grade: 4,
    name: { zh: '四级', en: 'Grade 4' },
    meaning: { zh: '可以预约到场或电话答复', en: 'By appointment or by telephone' },
    answer,
    dispatch: { seconds: 1800, share: 0.9, source: local },
    sign,
    acknowledge: { seconds: 300, share: 0.9, source: local },
    setOut: { seconds: 3600, share: 0.9, source: local },
    arrival: {
      urban: { seconds: 172_800, share: 0.9, source: graded },
      suburban: { seconds: 172_800, share: 0.9, source: graded },
    },
    firstFeedback: { seconds: 172_800, share: 0.9, source: local },
    unassignedAlertSeconds: ageing.four,
  },
] as const satisfies readonly GradeRow[]

export function isGrade(value: unknown): value is Grade {
  return value === 1 || value === 2 || value === 3 || value === 4
}

export function gradeOf(grade: Grade): GradeRow {
  return grades[grade - 1]!
}
