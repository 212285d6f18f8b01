import type { Recommendation } from '@kuaiji/response/shape'
import type { Desks } from './desks.ts'
import type { RecordedCall } from './recorded-call.ts'

/** A recorded call on its way through the commands. */
export interface Course {
  readonly call: RecordedCall
  readonly incident: string
  /** The ledger had it already, from a replay that was cut short. */
  readonly resumed: boolean
  order?: string
  /** Later than recorded by so much, because no unit was free at the recorded time. */
  delayMs: number
  /** Seconds that the recommendation gave the unit that was sent. */
  etaSeconds?: number
  /** Places of the requirement that no free unit could fill. */
  shortfall: number
}

/** The disposition that says least: the file has none, and what happened at the scene is not ours to make up. */
const result = 'report_taken'

/**
 * Opens the incident at the recorded time and attaches the call it came from. The incident is asked for first: where
 * the command refuses it (422 `outside_city`) nothing has been written, neither call nor incident. Throws Refused.
 */
export async function open(desks: Desks, call: RecordedCall): Promise<string> {
  const { id, type, grade, location } = call
  const at = iso(call.receivedMs)
  const body = { type, grade, location, at }
  const opened = await desks.post<{ id: string }>('calltaker', '/api/incidents', body, `${id}.incident`)
  return opened.id
}

/** The call itself: taken by a call-taker, or told by the crew that was there already. */
export async function attachCall(desks: Desks, { call, incident }: Course): Promise<void> {
  const { id, location, receivedMs, arrivedMs } = call
  const channel = arrivedMs === receivedMs ? 'officer' : 'voice_110'
  const received = { channel, location, at: iso(receivedMs) }
  const taken = await desks.post<{ id: string }>('calltaker', '/api/calls', received, `${id}.call`)
  await desks.post('calltaker', `/api/calls/${taken.id}/claim`, {}, `${id}.claim`)
  await desks.post('calltaker', `/api/calls/${taken.id}/attach`, { incident }, `${id}.attach`)
}

/**
 * Asks for the recommendation and sends the unit of it that arrives first: the file records one. It sets out at once,
 * which the file does not record either; its signing and acknowledging follow as inferred. False when nobody is free.
 */
export async function dispatch(desks: Desks, course: Course): Promise<boolean> {
  const { call, incident } = course
  const advice = await desks.get<Recommendation>('dispatcher', `/api/incidents/${incident}/recommendation`)
  const [first] = [...advice.units].sort((a, b) => a.etaSeconds - b.etaSeconds)
  if (first === undefined) return false
  const at = iso(call.dispatchedMs + course.delayMs)
  const path = `/api/incidents/${incident}/assignments`
  const order = await desks.post<{ id: string }>(
    'dispatcher',
    path,
    { unit: first.unit, at },
    `${call.id}.order`,
  )
  course.order = order.id
  course.etaSeconds = first.etaSeconds
  course.shortfall = advice.shortfall.reduce((sum, { missing }) => sum + missing, 0)
  await setOut(desks, course)
  return true
}

export function setOut(desks: Desks, course: Course): Promise<void> {
  return reach(desks, course, 'en_route', course.call.dispatchedMs)
}

export function arrive(desks: Desks, course: Course): Promise<void> {
  return reach(desks, course, 'on_scene', course.call.arrivedMs)
}

/** The recorded close frees the unit, is its final feedback, and the duty leader's review. */
export async function close(desks: Desks, course: Course): Promise<void> {
  const { call, incident, delayMs } = course
  const at = iso(call.closedMs + delayMs)
  const feedback = { final: true, result, at }
  await Promise.all([
    reach(desks, course, 'cleared', call.closedMs),
    desks.post('dispatcher', `/api/incidents/${incident}/feedback`, feedback, `${call.id}.feedback`),
  ])
  const review = { decision: 'close', at }
  await desks.post('commander', `/api/incidents/${incident}/review`, review, `${call.id}.review`)
}

async function reach(desks: Desks, course: Course, type: string, recordedMs: number): Promise<void> {
  const body = { type, at: iso(recordedMs + course.delayMs) }
  await desks.post(
    'dispatcher',
    `/api/assignments/${course.order}/milestones`,
    body,
    `${course.call.id}.${type}`,
  )
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
