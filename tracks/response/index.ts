import type { Kind, Route } from '@kuaiji/kernel'
import { assignmentRoutes } from './assignment/api.ts'
import { assignmentKind } from './assignment/assignment.ts'
import { callRoutes } from './call/api.ts'
import { callKind } from './call/call.ts'
import { incidentRoutes } from './incident/api.ts'
import { incidentKind } from './incident/incident.ts'
import { recommendationRoutes } from './recommendation/api.ts'
import { unitRoutes } from './unit/api.ts'
import { unitKind } from './unit/unit.ts'

export const responseKinds: readonly Kind[] = [callKind, incidentKind, unitKind, assignmentKind] as Kind[]

export const responseRoutes: readonly Route[] = [
  ...callRoutes,
  ...incidentRoutes,
  ...recommendationRoutes,
  ...assignmentRoutes,
  ...unitRoutes,
]

export type { AssignmentEntry, AssignmentState, AssignmentStatus } from './assignment/assignment.ts'
export * as assignmentDecisions from './assignment/milestone.ts'
export type { CallEntry, CallState } from './call/call.ts'
export * as callDecisions from './call/decisions.ts'
export { figureRoutes, figureView, reckonAgain, responseFigures } from './figures/index.ts'
export * as incidentDecisions from './incident/decisions.ts'
export type { IncidentEntry, IncidentState } from './incident/incident.ts'
export { recommend } from './recommendation/recommend.ts'
export type { City, Place, ResponseServices, Roads, Station, TravelMode } from './services.ts'
export * from './shape.ts'
export { registerUnits as registerUnitsPolicy } from './unit/policy.ts'
export { type NewUnit, registerMax, registerUnits } from './unit/register.ts'
export type { Duty, UnitEntry, UnitState } from './unit/unit.ts'
export { assignmentKind, callKind, incidentKind, unitKind }
