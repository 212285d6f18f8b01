import type { Label } from './label.ts'

export const reasonUses = ['deviation', 'cancellation', 'return', 'out_of_service', 'regrade'] as const
export type ReasonUse = (typeof reasonUses)[number]

export interface ReasonRow {
  readonly code: string
  readonly use: ReasonUse
  readonly label: Label
}

/** Why somebody did other than the plain course; what is stored is the code, never free text. */
export const reasonCodes = [
  // The dispatcher sent another unit than the recommended one.
  reason('deviation', 'closer_in_truth', '实际更近', 'Closer in truth'),
  reason('deviation', 'road_blocked', '道路不通', 'Road blocked'),
  reason('deviation', 'local_knowledge', '熟悉情况', 'Knows the place'),
  reason('deviation', 'special_skill', '需要专业能力', 'Special skill wanted'),
  reason('deviation', 'already_near', '已在附近', 'Already near'),
  reason('deviation', 'reserve_kept', '保留机动力量', 'Reserve kept'),
  reason('deviation', 'crew_declined', '警组无法出动', 'Crew cannot go'),
  reason('deviation', 'commander_order', '指挥长指令', "Commander's order"),
  // An order was taken back before the unit was on scene.
  reason('cancellation', 'not_needed', '无需到场', 'No longer needed'),
  reason('cancellation', 'withdrawn_by_caller', '报警人撤回', 'Withdrawn by the caller'),
  reason('cancellation', 'duplicate_incident', '重复警情', 'Duplicate incident'),
  reason('cancellation', 'closer_unit', '有更近警力', 'A closer unit took it'),
  reason('cancellation', 'diverted', '改派更急警情', 'Diverted to a more urgent incident'),
  reason('cancellation', 'vehicle_fault', '车辆故障', 'Vehicle fault'),
  reason('cancellation', 'unreachable_place', '无法到达', 'Place cannot be reached'),
  reason('cancellation', 'handed_over', '移交其他单位', 'Handed to another authority'),
  // The duty leader returned the feedback for completion.
  reason('return', 'result_missing', '处置结果不明确', 'Result not clear'),
  reason('return', 'wrong_type', '警情类别有误', 'Wrong type'),
  reason('return', 'place_incomplete', '地点不完整', 'Place incomplete'),
  reason('return', 'times_doubtful', '时间节点存疑', 'Times doubtful'),
  reason('return', 'caller_not_informed', '未回告报警人', 'Caller not informed'),
  reason('return', 'evidence_not_secured', '未按要求固定证据', 'Evidence not secured as required'),
  // A unit left duty or service.
  reason('out_of_service', 'maintenance', '车辆维修', 'Maintenance'),
  reason('out_of_service', 'refuelling', '补能', 'Refuelling'),
  reason('out_of_service', 'equipment_fault', '装备故障', 'Equipment fault'),
  reason('out_of_service', 'crew_short', '警力不足', 'Not enough crew'),
  reason('out_of_service', 'rest', '强制休息', 'Rest due'),
  reason('out_of_service', 'end_of_shift', '交接班', 'End of shift'),
  reason('out_of_service', 'training', '训练', 'Training'),
  // A grade was changed after the incident was opened.
  reason('regrade', 'injury_found', '发现有人受伤', 'Somebody is hurt'),
  reason('regrade', 'weapon_seen', '现场有凶器', 'A weapon was seen'),
  reason('regrade', 'danger_grew', '危险扩大', 'Danger grew'),
  reason('regrade', 'danger_passed', '危险解除', 'Danger passed'),
  reason('regrade', 'first_report_wrong', '初报有误', 'First report was wrong'),
] as const satisfies readonly ReasonRow[]

export type ReasonCode = (typeof reasonCodes)[number]['code']

const byUse = new Map<string, ReasonRow>(reasonCodes.map(r => [`${r.use}/${r.code}`, r]))

/** A code counts only in its own use: a cancellation reason does not explain a return. */
export function findReasonCode(use: ReasonUse, code: string): ReasonRow | undefined {
  return byUse.get(`${use}/${code}`)
}

function reason<Use extends ReasonUse, Code extends string>(use: Use, code: Code, zh: string, en: string) {
  return { use, code, label: { zh, en } }
}
