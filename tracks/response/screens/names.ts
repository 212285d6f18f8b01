import {
  findCallChannel,
  findCapability,
  findIncidentType,
  findMilestone,
  findReasonCode,
  findResultCode,
  findUnitStatus,
  gradeOf,
  isGrade,
  type ReasonUse,
  reasonUses,
} from '@kuaiji/catalog'
import type { Label } from '@kuaiji/ui'

/** Labels of codes as the server sends them; a code that this console does not know is shown as it is. */
function known(code: string, row: { readonly label: Label } | undefined): Label {
  return row?.label ?? { zh: code, en: code }
}

export const typeName = (code: string) => known(code, findIncidentType(code))
export const channelName = (code: string) => known(code, findCallChannel(code))
export const capabilityName = (code: string) => known(code, findCapability(code))
export const milestoneName = (code: string) => known(code, findMilestone(code))
export const resultName = (code: string) => known(code, findResultCode(code))
export const statusName = (code: string) => known(code, findUnitStatus(code))
export const reasonName = (use: ReasonUse, code: string) => known(code, findReasonCode(use, code))

export function gradeName(grade: number): Label {
  return isGrade(grade) ? gradeOf(grade).name : { zh: `${grade} 级`, en: `Grade ${grade}` }
}

/** A reason code without its use: entries carry the code alone, and their type says what it was for. */
export function reasonLabel(code: string): Label {
  for (const use of reasonUses) {
    const row = findReasonCode(use, code)
    if (row !== undefined) return row.label
  }
  return { zh: code, en: code }
}
