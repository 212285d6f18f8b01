import type { Label } from './label.ts'

export interface ResultRow {
  readonly code: string
  readonly label: Label
  /**
   * Common disposition code of APCO 1.111.2-2018, where we could check it against a source; the others stay
   * local until a bureau with the standard in hand fills them in: a guessed number would be exported as fact.
   */
  readonly apco?: string
  /** Whether somebody of ours was at the scene. */
  readonly attended: boolean
}

/** How an incident ended (处警结果): what the final feedback carries. */
export const resultCodes = [
  { code: 'report_taken', label: { zh: '受理登记', en: 'Report taken' }, apco: '01', attended: true },
  { code: 'case_opened', label: { zh: '移交立案审查', en: 'Passed on as a case' }, attended: true },
  { code: 'settled_on_scene', label: { zh: '现场处结', en: 'Settled on scene' }, attended: true },
  { code: 'mediated', label: { zh: '现场调解', en: 'Mediated on scene' }, attended: true },
  { code: 'mediation_booked', label: { zh: '转人民调解', en: 'Passed to mediation' }, attended: true },
  { code: 'advice_given', label: { zh: '告知引导', en: 'Advice given' }, attended: true },
  { code: 'help_given', label: { zh: '已提供救助', en: 'Help given' }, attended: true },
  { code: 'person_brought_home', label: { zh: '护送返家', en: 'Brought home safely' }, attended: true },
  {
    code: 'handed_to_medical',
    label: { zh: '移交医疗急救', en: 'Handed to the ambulance service' },
    attended: true,
  },
  { code: 'handed_to_fire', label: { zh: '移交消防', en: 'Handed to the fire service' }, attended: true },
  {
    code: 'handed_to_department',
    label: { zh: '移交责任单位', en: 'Handed to a department' },
    attended: true,
  },
  {
    code: 'handed_to_neighbour',
    label: { zh: '移交邻市', en: 'Handed to the neighbouring authority' },
    attended: false,
  },
  {
    code: 'held_person_taken_over',
    label: { zh: '接管被控制人员', en: 'Held person taken over' },
    attended: true,
  },
  {
    code: 'traffic_settled',
    label: { zh: '交通事故快处', en: 'Collision settled on the spot' },
    attended: true,
  },
  { code: 'traffic_case', label: { zh: '交通事故立案', en: 'Collision taken as a case' }, attended: true },
  { code: 'hazard_removed', label: { zh: '险情排除', en: 'Hazard removed' }, attended: true },
  { code: 'item_harmless', label: { zh: '可疑物品排除', en: 'Item found harmless' }, attended: true },
  { code: 'false_alarm', label: { zh: '误报', en: 'False alarm' }, attended: true },
  { code: 'gone_on_arrival', label: { zh: '到场已离开', en: 'Gone on arrival' }, apco: '14', attended: true },
  { code: 'not_found', label: { zh: '未找到现场', en: 'Scene not found' }, attended: true },
  {
    code: 'cancelled_en_route',
    label: { zh: '途中撤销', en: 'Cancelled en route' },
    apco: '21',
    attended: false,
  },
  { code: 'duplicate', label: { zh: '重复警情', en: 'Duplicate' }, apco: '22', attended: false },
  {
    code: 'cancelled_before_arrival',
    label: { zh: '到场前撤销', en: 'Cancelled before arrival' },
    apco: '32',
    attended: false,
  },
  { code: 'by_telephone', label: { zh: '电话处结', en: 'Settled by telephone' }, attended: false },
] as const satisfies readonly ResultRow[]

export type ResultCode = (typeof resultCodes)[number]['code']

const byCode = new Map<string, ResultRow>(resultCodes.map(r => [r.code, r]))

export function findResultCode(code: string): ResultRow | undefined {
  return byCode.get(code)
}
