import { refusalOf } from '@kuaiji/access'
import type { Route } from '@kuaiji/kernel'
import { dispatchUnit, firstFeedbackClock } from '../incident/decisions.ts'
import { incidentKind } from '../incident/incident.ts'
import { momentOf, reportedMoment } from '../moment.ts'
import { answerOf, changeTo, opening, route } from '../route.ts'
import { AssignmentList, AssignmentQuery, AssignUnit, ById, ReachMilestone, WriteAnswer } from '../shape.ts'
import { appendHolding } from '../unit/held.ts'
import { unitKind } from '../unit/unit.ts'
import { assignmentKind } from './assignment.ts'
import { findAssignments } from './assignment-list.ts'
import { checkEdge, reachMilestone as decideMilestone, milestoneTimers } from './milestone.ts'
import { checkOnDuty, orderUnit as decideOrder, orderTimers } from './order.ts'
import * as policies from './policy.ts'

const orderUnit = route({
  method: 'POST',
  path: '/api/incidents/{id}/assignments',
  operation: 'orderUnit',
  summary: 'Order a unit to an incident; a unit is on one order at a time',
  policy: policies.orderUnit,
  purpose: 'dispatch',
  params: ById,
  body: AssignUnit,
  answers: { 201: WriteAnswer },
  async handle(desk, { params, body }) {
    const incident = await desk.load(incidentKind, params.id)
    const unit = await desk.load(unitKind, body.unit)
    checkOnDuty(unit.state)
    const when = momentOf(desk, body.at, incident.state.openedAt)
    const id = desk.newId()
    const order = {
      incident: incident.id,
      unit: unit.state,
      seat: desk.authority.actor.seat,
      deviation: body.deviation,
    }
    const ordered = decideOrder(order, when)
    const dispatched = dispatchUnit(incident.state, id, unit.id, when)
    const records = await appendHolding(desk, unit.state, [
      opening(assignmentKind, id, ordered, { timers: orderTimers(when) }),
      changeTo(incidentKind, incident, dispatched, firstFeedbackClock(incident.state, when)),
    ])
    return answerOf(201, records, id)
  },
})

const reachMilestone = route({
  method: 'POST',
  path: '/api/assignments/{id}/milestones',
  operation: 'reachMilestone',
  summary: 'Signed, acknowledged, en route, staged, on scene, cleared; or cancelled with a reason',
  policy: policies.reachMilestone,
  purpose: 'dispatch',
  params: ById,
  body: ReachMilestone,
  answers: { 200: WriteAnswer },
  async handle(desk, { params, body }) {
    const { authority } = desk
    const assignment = await desk.load(assignmentKind, params.id)
    const { unit, station, latestAt } = assignment.state
    const policy = body.type === 'cancelled' ? policies.cancelAssignment : policies.reachMilestone
    const refusal = refusalOf(policy, authority, { jurisdiction: authority.jurisdiction, unit, station })
    if (refusal !== undefined) throw refusal
    checkEdge(assignment.state, body.type)
    const when = reportedMoment(momentOf(desk, body.at, latestAt), authority)
    const entries = decideMilestone(assignment.state, body.type, body.reason, when)
    const change = changeTo(assignmentKind, assignment, entries, milestoneTimers(body.type))
    return answerOf(200, await desk.append([change]), assignment.id)
  },
})

const listAssignments = route({
  method: 'GET',
  path: '/api/assignments',
  operation: 'listAssignments',
  summary: 'Orders, of one station or all',
  policy: policies.readAssignments,
  purpose: 'dispatch',
  query: AssignmentQuery,
  answers: { 200: AssignmentList },
  handle: async (desk, { query }) => ({ status: 200, body: { items: await findAssignments(desk, query) } }),
})

export const assignmentRoutes: readonly Route[] = [orderUnit, reachMilestone, listAssignments]
