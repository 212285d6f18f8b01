import { type CallChannel, type CallClass, findCallChannel, findCallResult } from '@kuaiji/catalog'
import { type Refusal, refuse } from '@kuaiji/kernel'
import type { Moment } from '../moment.ts'
import type { Place } from '../services.ts'
import type { CallEntry, CallParticulars, CallState } from './call.ts'

export interface ReceivedCall {
  readonly channel: CallChannel
  readonly place: Place | undefined
  readonly outside: boolean
  readonly neighbour: string | undefined
  readonly particulars: CallParticulars
}

/** Never refused: from outside the city it is flagged and handed to the neighbour, and kept until he accepts. */
export function receiveCall(call: ReceivedCall, when: Moment): CallEntry[] {
  const { channel, outside, place, particulars } = call
  const facts = {
    channel,
    district: place?.district ?? null,
    urban: place?.urban ?? null,
    cell: place?.cell ?? null,
    outside,
  }
  const received: CallEntry = { type: 'call.received', ...when, facts, particulars }
  if (call.neighbour === undefined) return [received]
  return [received, { type: 'call.handed_over', ...when, facts: { neighbour: call.neighbour } }]
}

/** Exactly one seat has a call; who comes second is told who was first. An abandoned call is claimed to be called back. */
export function claimCall(state: CallState, seat: string, when: Moment): CallEntry[] {
  if (state.status === 'claimed')
    throw refuse(409, 'call_claimed', `Seat ${state.seat} has claimed this call.`, {
      seat: state.seat,
      claimedAt: state.claimedAt,
    })
  checkOpen(state)
  return [{ type: 'call.claimed', ...when, facts: { seat } }]
}

/** The caller hung up before anyone answered; the call stays on the desk to be called back. */
export function abandonCall(state: CallState, when: Moment): CallEntry[] {
  checkOpen(state)
  if (findCallChannel(state.channel)?.live !== true)
    throw refuse(409, 'call_not_live', `Nobody is on the line of a call by ${state.channel}.`, {
      channel: state.channel,
    })
  if (state.status !== 'ringing') throw wrongStatus(state, 'Only a ringing call can be abandoned.')
  return [{ type: 'call.abandoned', ...when, facts: {} }]
}

export function callBack(state: CallState, seat: string, reached: boolean, when: Moment): CallEntry[] {
  checkOpen(state)
  if (state.status === 'ringing') throw wrongStatus(state, 'The caller is still on the line.')
  return [{ type: 'call.called_back', ...when, facts: { seat, reached } }]
}

export function classifyCall(state: CallState, callClass: CallClass, when: Moment): CallEntry[] {
  checkOpen(state)
  return [{ type: 'call.classified', ...when, facts: { class: callClass } }]
}

export function attachCall(state: CallState, incident: string, when: Moment): CallEntry[] {
  checkOpen(state)
  return [{ type: 'call.attached', ...when, facts: { incident } }]
}

export function acceptHandover(state: CallState, when: Moment): CallEntry[] {
  checkOpen(state)
  if (state.neighbour === null)
    throw refuse(409, 'not_handed_over', 'This call is not being handed to a neighbouring authority.')
  return [{ type: 'call.handover_accepted', ...when, facts: { neighbour: state.neighbour } }]
}

/** A call is not closed unheard: somebody claimed it, or called back; and the neighbour has accepted it, if it is his. */
export function closeCall(state: CallState, code: string, when: Moment): CallEntry[] {
  checkOpen(state)
  const result = findCallResult(code)
  if (result === undefined)
    throw refuse(422, 'unknown_result', `There is no call result ${code}.`, { place: 'body/result' })
  if (state.status === 'ringing') throw wrongStatus(state, 'A ringing call is claimed before it is closed.')
  if (state.status === 'abandoned' && state.calledBackAt === null)
    throw refuse(409, 'not_called_back', 'An abandoned call is called back before it is closed.')
  if (state.neighbour !== null)
    throw refuse(409, 'handover_pending', `${state.neighbour} has not accepted this call yet.`, {
      neighbour: state.neighbour,
    })
  return [{ type: 'call.closed', ...when, facts: { result: result.code } }]
}

function checkOpen(state: CallState): void {
  if (state.status === 'attached')
    throw refuse(409, 'call_attached', 'This call belongs to an incident.', { incident: state.incident })
  if (state.status === 'handed_over')
    throw refuse(409, 'call_handed_over', `${state.neighbour} has accepted this call.`, {
      neighbour: state.neighbour,
      acceptedAt: state.neighbourAcceptedAt,
    })
  if (state.status === 'closed')
    throw refuse(409, 'call_closed', 'This call is closed.', { result: state.result })
}

function wrongStatus({ status }: CallState, sentence: string): Refusal {
  return refuse(409, 'call_status', sentence, { status })
}
