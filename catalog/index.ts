export { type CallClass, callClasses, isCallClass } from './call-classes.ts'
export { type CallResult, callResults, findCallResult } from './call-results.ts'
export { type Capability, type CapabilityRow, capabilities, findCapability } from './capabilities.ts'
export { type CallChannel, type ChannelRow, callChannels, findCallChannel } from './channels.ts'
export {
  type Grade,
  type GradeRow,
  gradeOf,
  grades,
  isGrade,
  type Target,
  type TargetName,
  targetClocks,
} from './grades.ts'
export {
  findIncidentType,
  type IncidentType,
  type IncidentTypeRow,
  incidentTypes,
  requirementOf,
} from './incident-types.ts'
export type { Label } from './label.ts'
export { findMilestone, type Milestone, type MilestoneRow, milestones } from './milestones.ts'
export { findNypdMapping, type NypdMapping, nypdDescriptions, nypdFamilies } from './nypd.ts'
export {
  findReasonCode,
  type ReasonCode,
  type ReasonRow,
  type ReasonUse,
  reasonCodes,
  reasonUses,
} from './reason-codes.ts'
export {
  type Requirement,
  type ResponsePlan,
  type ResponsePlanCode,
  responsePlans,
} from './response-plans.ts'
export { findResultCode, type ResultCode, type ResultRow, resultCodes } from './result-codes.ts'
export { type RuleId, type RuleRow, ruleAt, rules } from './rules.ts'
export {
  findUnitStatus,
  type PrimaryStatus,
  type UnitStatus,
  type UnitStatusRow,
  unitStatuses,
} from './unit-status.ts'
