import { refusalOf } from '@kuaiji/access'
import type { Route } from '@kuaiji/kernel'
import { momentOf } from '../moment.ts'
import { answerOf, changeTo, route } from '../route.ts'
import { ById, ChangeDuty, PositionsAnswer, ReportPositions, UnitList, WriteAnswer } from '../shape.ts'
import { changeDuty as decideDuty } from './duty.ts'
import { appendHolding } from './held.ts'
import * as policies from './policy.ts'
import { forgetPosition, storePositions } from './position.ts'
import { unitKind } from './unit.ts'
import { findUnits, itemOf } from './unit-list.ts'

const listUnits = route({
  method: 'GET',
  path: '/api/units',
  operation: 'listUnits',
  summary: 'All units with status and position',
  policy: policies.readUnits,
  purpose: 'dispatch',
  answers: { 200: UnitList },
  async handle(desk, _, { city }) {
    const units = await findUnits(desk, city)
    return { status: 200, body: { items: units.map(unit => itemOf(unit, city)) } }
  },
})

const changeDuty = route({
  method: 'POST',
  path: '/api/units/{id}/duty',
  operation: 'changeDuty',
  summary: 'Put a unit on duty, off duty or out of service',
  policy: policies.changeDuty,
  purpose: 'dispatch',
  params: ById,
  body: ChangeDuty,
  answers: { 200: WriteAnswer },
  async handle(desk, { params, body }) {
    const { authority } = desk
    const unit = await desk.load(unitKind, params.id)
    const { id, station, callSign } = unit.state
    const refusal = refusalOf(policies.changeDuty, authority, {
      jurisdiction: authority.jurisdiction,
      unit: id,
      station,
    })
    if (refusal !== undefined) throw refusal
    const when = momentOf(desk, undefined, unit.state.dutySince)
    const entries = decideDuty(unit.state, body.duty, body.reason, when)
    const records = await appendHolding(desk, { id, callSign }, [changeTo(unitKind, unit, entries)])
    if (body.duty !== 'on_duty') await forgetPosition(desk, id)
    return answerOf(200, records, unit.id)
  },
})

const reportPositions = route({
  method: 'POST',
  path: '/api/positions',
  operation: 'reportPositions',
  summary: 'Where units are now; overwrites where they were',
  policy: policies.reportPositions,
  purpose: 'dispatch',
  body: ReportPositions,
  answers: { 200: PositionsAnswer },
  handle: async (desk, { body }, { city }) => ({
    status: 200,
    body: await storePositions(desk, city, body.positions),
  }),
})

export const unitRoutes: readonly Route[] = [listUnits, changeDuty, reportPositions]
