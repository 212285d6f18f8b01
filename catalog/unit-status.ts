import type { Label } from './label.ts'

/** EIDO primary unit status (NENA-STA-021.1b, table 3-9). */
export type PrimaryStatus = 'Available' | 'ConditionallyAvailable' | 'NotAvailable'

export interface UnitStatusRow {
  readonly code: string
  readonly label: Label
  readonly primary: PrimaryStatus
  /** EIDO secondary statuses (table 3-10), the leading one first. */
  readonly secondary: readonly [string, ...string[]]
}

/**
 * Our unit statuses and the two layers they are exported as. A status is computed from duty and open
 * assignment, never typed in; the codes between `assigned` and `cancelled` are the assignment's own.
 */
export const unitStatuses = [
  row('available', '待命', 'Available', 'Available', ['InService', 'Station']),
  row('divertible', '可改派', 'Divertible', 'ConditionallyAvailable', ['COP_or_POP']),
  row('assigned', '已派警', 'Assigned', 'NotAvailable', ['Assigned', 'Dispatched']),
  row('signed', '已签收', 'Signed for', 'NotAvailable', ['AcknowledgedTransmission']),
  row('acknowledged', '已接令', 'Acknowledged', 'NotAvailable', ['AcknowledgedTransmission']),
  row('en_route', '出警途中', 'En route', 'NotAvailable', ['EnRoute']),
  row('staged', '集结待命', 'Staged', 'NotAvailable', ['Staging']),
  row('on_scene', '到达现场', 'On scene', 'NotAvailable', ['OnScene', 'Arrived']),
  row('escorting', '押送途中', 'Escorting', 'NotAvailable', ['Transporting']),
  row('cleared', '处置完毕', 'Cleared', 'Available', ['Cleared', 'BacktoAssignedArea']),
  row('cancelled', '已撤销', 'Cancelled', 'Available', ['AssignmentCancelled']),
  row('on_break', '休整', 'Break', 'ConditionallyAvailable', ['Break', 'Meal']),
  row('training', '训练', 'Training', 'ConditionallyAvailable', ['Training']),
  row('out_of_service', '停用', 'Out of service', 'NotAvailable', ['OutofService']),
  row('off_duty', '下勤', 'Off duty', 'NotAvailable', ['OffDuty']),
] as const satisfies readonly UnitStatusRow[]

export type UnitStatus = (typeof unitStatuses)[number]['code']

const byCode = new Map<string, UnitStatusRow>(unitStatuses.map(s => [s.code, s]))

export function findUnitStatus(code: string): UnitStatusRow | undefined {
  return byCode.get(code)
}

function row<Code extends string>(
  code: Code,
  zh: string,
  en: string,
  primary: PrimaryStatus,
  secondary: readonly [string, ...string[]],
) {
  return { code, label: { zh, en }, primary, secondary }
}
