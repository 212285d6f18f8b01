import type { CallChannel } from '@kuaiji/catalog'
import type { Answer, Desk, Loaded, Route } from '@kuaiji/kernel'
import { attachToIncident } from '../incident/decisions.ts'
import { incidentKind } from '../incident/incident.ts'
import { type Moment, momentOf } from '../moment.ts'
import { answerOf, changeTo, opening, route } from '../route.ts'
import {
  AttachCall,
  ById,
  CallBack,
  CallDetail,
  CallList,
  CallQuery,
  ClassifyCall,
  CloseCall,
  ReceiveCall,
  WriteAnswer,
} from '../shape.ts'
import { type CallEntry, type CallState, callKind } from './call.ts'
import { detailOf, findCalls } from './call-list.ts'
import * as decide from './decisions.ts'
import * as policies from './policy.ts'

const written = { 200: WriteAnswer }

const receiveCall = route({
  method: 'POST',
  path: '/api/calls',
  operation: 'receiveCall',
  summary: 'Record a call',
  policy: policies.receiveCall,
  purpose: 'call_handling',
  receipted: true,
  body: ReceiveCall,
  answers: { 201: WriteAnswer },
  async handle(desk, { body }, { city }) {
    const { location, address, telephone, text } = body
    const place = location && city.placeOf(location)
    const outside = location !== undefined && place === undefined
    const entries = decide.receiveCall(
      {
        channel: (body.channel ?? 'voice_110') as CallChannel,
        place,
        outside,
        neighbour: outside ? city.neighbourOf(location) : undefined,
        particulars: { location, address, telephone, text },
      },
      momentOf(desk, body.at),
    )
    const id = desk.newId()
    const records = await desk.append([opening(callKind, id, entries)])
    const answer = answerOf(201, records, id)
    // Whoever calls has it in writing that the call arrived.
    return { ...answer, body: { ...(answer.body as object), receipt: records[0]?.receipts[0] } }
  },
})

const listCalls = route({
  method: 'GET',
  path: '/api/calls',
  operation: 'listCalls',
  summary: 'Calls on the desk',
  policy: policies.readCalls,
  purpose: 'call_handling',
  query: CallQuery,
  answers: { 200: CallList },
  handle: async (desk, { query }) => ({ status: 200, body: { items: await findCalls(desk, query) } }),
})

const readCall = route({
  method: 'GET',
  path: '/api/calls/{id}',
  operation: 'readCall',
  summary: 'One call',
  policy: policies.readCalls,
  purpose: 'call_handling',
  params: ById,
  answers: { 200: CallDetail },
  handle: async (desk, { params }) => ({
    status: 200,
    body: await detailOf(desk, await desk.load(callKind, params.id)),
  }),
})

/** Loads the call, decides now, appends. */
async function change(
  desk: Desk,
  id: string,
  decideOn: (state: CallState, when: Moment) => CallEntry[],
): Promise<Answer> {
  const call: Loaded<CallState> = await desk.load(callKind, id)
  const entries = decideOn(call.state, momentOf(desk, undefined, call.state.latestAt))
  return answerOf(200, await desk.append([changeTo(callKind, call, entries)]), id)
}

const claimCall = route({
  method: 'POST',
  path: '/api/calls/{id}/claim',
  operation: 'claimCall',
  summary: 'Claim a call: exactly one seat has it',
  policy: policies.claimCall,
  purpose: 'call_handling',
  params: ById,
  answers: written,
  handle: (desk, { params }) =>
    change(desk, params.id, (state, when) => decide.claimCall(state, desk.authority.actor.seat, when)),
})

const abandonCall = route({
  method: 'POST',
  path: '/api/calls/{id}/abandon',
  operation: 'abandonCall',
  summary: 'Record that the caller hung up; the call is kept to be called back',
  policy: policies.abandonCall,
  purpose: 'call_handling',
  params: ById,
  answers: written,
  handle: (desk, { params }) => change(desk, params.id, decide.abandonCall),
})

const callBack = route({
  method: 'POST',
  path: '/api/calls/{id}/callback',
  operation: 'callBack',
  summary: 'Record that the caller was called back',
  policy: policies.callBack,
  purpose: 'call_handling',
  params: ById,
  body: CallBack,
  answers: written,
  handle: (desk, { params, body }) =>
    change(desk, params.id, (state, when) =>
      decide.callBack(state, desk.authority.actor.seat, body.reached, when),
    ),
})

const classifyCall = route({
  method: 'POST',
  path: '/api/calls/{id}/classify',
  operation: 'classifyCall',
  summary: 'Say what kind of call it is',
  policy: policies.classifyCall,
  purpose: 'call_handling',
  params: ById,
  body: ClassifyCall,
  answers: written,
  handle: (desk, { params, body }) =>
    change(desk, params.id, (state, when) => decide.classifyCall(state, body.class, when)),
})

const attachCall = route({
  method: 'POST',
  path: '/api/calls/{id}/attach',
  operation: 'attachCall',
  summary: 'Attach a call to an open incident',
  policy: policies.attachCall,
  purpose: 'call_handling',
  params: ById,
  body: AttachCall,
  answers: written,
  async handle(desk, { params, body }) {
    const call = await desk.load(callKind, params.id)
    const incident = await desk.load(incidentKind, body.incident)
    const when = momentOf(desk, undefined, call.state.latestAt)
    const attached = decide.attachCall(call.state, incident.id, when)
    const noted = attachToIncident(incident.state, call.id, call.state.receivedAt, when)
    const records = await desk.append([
      changeTo(callKind, call, attached),
      changeTo(incidentKind, incident, noted),
    ])
    return answerOf(200, records, call.id)
  },
})

const acceptHandover = route({
  method: 'POST',
  path: '/api/calls/{id}/handover-acceptance',
  operation: 'acceptHandover',
  summary: 'Record that the neighbouring authority has accepted the call',
  policy: policies.acceptHandover,
  purpose: 'call_handling',
  params: ById,
  answers: written,
  handle: (desk, { params }) => change(desk, params.id, decide.acceptHandover),
})

const closeCall = route({
  method: 'POST',
  path: '/api/calls/{id}/close',
  operation: 'closeCall',
  summary: 'Close a call that leads to no incident',
  policy: policies.closeCall,
  purpose: 'call_handling',
  params: ById,
  body: CloseCall,
  answers: written,
  handle: (desk, { params, body }) =>
    change(desk, params.id, (state, when) => decide.closeCall(state, body.result, when)),
})

export const callRoutes: readonly Route[] = [
  receiveCall,
  listCalls,
  readCall,
  claimCall,
  abandonCall,
  callBack,
  classifyCall,
  attachCall,
  acceptHandover,
  closeCall,
]
