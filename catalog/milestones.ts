import type { Label } from './label.ts'

export interface MilestoneRow {
  readonly code: string
  readonly label: Label
  /** Name of the canonical timestamp. */
  readonly timestamp: string
  /** EIDO secondary status (NENA-STA-021.1b, table 3-10) the assignment is exported with. */
  readonly eido: string
}

/** What happens to an order after it was sent (处警单), in the order of the field. */
export const milestones = [
  {
    code: 'signed',
    label: { zh: '签收', en: 'Signed for' },
    timestamp: 'assignment.signedAt',
    eido: 'AcknowledgedTransmission',
  },
  {
    code: 'acknowledged',
    label: { zh: '接令', en: 'Acknowledged' },
    timestamp: 'assignment.acknowledgedAt',
    eido: 'AcknowledgedTransmission',
  },
  {
    code: 'en_route',
    label: { zh: '出警', en: 'En route' },
    timestamp: 'assignment.enRouteAt',
    eido: 'EnRoute',
  },
  {
    code: 'staged',
    label: { zh: '集结待命', en: 'Staged' },
    timestamp: 'assignment.stagedAt',
    eido: 'Staging',
  },
  {
    code: 'on_scene',
    label: { zh: '到达现场', en: 'On scene' },
    timestamp: 'assignment.onSceneAt',
    eido: 'OnScene',
  },
  {
    code: 'cleared',
    label: { zh: '处置完毕', en: 'Cleared' },
    timestamp: 'assignment.clearedAt',
    eido: 'Cleared',
  },
  {
    code: 'cancelled',
    label: { zh: '撤销出警', en: 'Cancelled' },
    timestamp: 'assignment.cancelledAt',
    eido: 'AssignmentCancelled',
  },
] as const satisfies readonly MilestoneRow[]

export type Milestone = (typeof milestones)[number]['code']

const byCode = new Map<string, MilestoneRow>(milestones.map(m => [m.code, m]))

export function findMilestone(code: string): MilestoneRow | undefined {
  return byCode.get(code)
}
