import { refusalOf, type SentencePolicy } from '@kuaiji/access'
import { type Change, type Desk, type Loaded, type Route, refuse } from '@kuaiji/kernel'
import { findOrders } from '../assignment/assignment-list.ts'
import { type CallState, callKind } from '../call/call.ts'
import { attachCall } from '../call/decisions.ts'
import { type Moment, momentOf } from '../moment.ts'
import { placeInside } from '../place.ts'
import { answerOf, changeTo, opening, route } from '../route.ts'
import {
  ById,
  GiveFeedback,
  IncidentDetail,
  IncidentList,
  IncidentQuery,
  LocateIncident,
  OpenIncident,
  RegradeIncident,
  ReviewIncident,
  WriteAnswer,
} from '../shape.ts'
import { statesOf } from '../views/state-row.ts'
import * as decide from './decisions.ts'
import { firstFeedbackTimer, type IncidentEntry, type IncidentState, incidentKind } from './incident.ts'
import { detailOf, findIncidents } from './incident-list.ts'
import * as policies from './policy.ts'

const written = { 200: WriteAnswer }

const openIncident = route({
  method: 'POST',
  path: '/api/incidents',
  operation: 'openIncident',
  summary: 'Open an incident; without a location its place is unknown',
  policy: policies.openIncident,
  purpose: 'dispatch',
  body: OpenIncident,
  answers: { 201: WriteAnswer },
  async handle(desk, { body }, { city }) {
    const { type, grade, location, address, description } = body
    const place = location && placeInside(city, location)
    const calls = await loadCalls(desk, body.calls ?? [])
    const when = momentOf(desk, body.at, latestOf(calls))
    const id = desk.newId()
    const entries: IncidentEntry[] = decide.openIncident(
      { type, grade, place, particulars: { location, address, description } },
      when,
    )
    const noted = calls.flatMap(call =>
      decide.attachToIncident(incidentKind.initial, call.id, call.state.receivedAt, when),
    )
    const records = await desk.append([
      opening(incidentKind, id, [...entries, ...noted], {
        numbered: { series: 'J', year: yearOf(when, city.timeZone) },
      }),
      ...calls.map((call): Change => changeTo(callKind, call, attachCall(call.state, id, when))),
    ])
    return answerOf(201, records, id)
  },
})

async function loadCalls(desk: Desk, ids: readonly string[]): Promise<Loaded<CallState>[]> {
  const asked = [...new Set(ids.map(id => id.toLowerCase()))]
  const rows = new Map((await statesOf<CallState>(desk, 'call', asked)).map(row => [row.record, row]))
  return asked.map((id, i) => {
    const row = rows.get(id)
    if (row === undefined)
      throw refuse(422, 'unknown_call', `There is no call body/calls/${i}.`, { place: `body/calls/${i}` })
    return { id: row.record, n: row.n, state: row.state }
  })
}

function latestOf(calls: readonly Loaded<CallState>[]): string | undefined {
  return calls
    .map(call => call.state.latestAt)
    .sort()
    .at(-1)
}

/** The year on the city's calendar: a number drawn at 00:30 on New Year's Day carries the new year. */
function yearOf(when: Moment, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(new Date(when.at)))
}

const listIncidents = route({
  method: 'GET',
  path: '/api/incidents',
  operation: 'listIncidents',
  summary: 'Incidents; with open=true the board, by grade, then age',
  policy: policies.readIncidents,
  purpose: 'dispatch',
  query: IncidentQuery,
  answers: { 200: IncidentList },
  handle: async (desk, { query }) => ({ status: 200, body: { items: await findIncidents(desk, query) } }),
})

const readIncident = route({
  method: 'GET',
  path: '/api/incidents/{id}',
  operation: 'readIncident',
  summary: 'One incident with its timeline',
  policy: policies.readIncidents,
  purpose: 'dispatch',
  params: ById,
  answers: { 200: IncidentDetail },
  handle: async (desk, { params }) => ({
    status: 200,
    body: await detailOf(desk, await desk.load(incidentKind, params.id)),
  }),
})

const locateIncident = route({
  method: 'POST',
  path: '/api/incidents/{id}/location',
  operation: 'locateIncident',
  summary: 'Say or correct where an incident is',
  policy: policies.locateIncident,
  purpose: 'dispatch',
  params: ById,
  body: LocateIncident,
  answers: written,
  async handle(desk, { params, body }, { city }) {
    const { location, address } = body
    const place = placeInside(city, location)
    const incident = await desk.load(incidentKind, params.id)
    const when = momentOf(desk, undefined, incident.state.openedAt)
    const entries = decide.locateIncident(incident.state, place, { location, address }, when)
    return answerOf(200, await desk.append([changeTo(incidentKind, incident, entries)]), incident.id)
  },
})

const regradeIncident = route({
  method: 'POST',
  path: '/api/incidents/{id}/grade',
  operation: 'regradeIncident',
  summary: 'Change the grade of an incident, with a reason',
  policy: policies.regradeIncident,
  purpose: 'dispatch',
  params: ById,
  body: RegradeIncident,
  answers: written,
  async handle(desk, { params, body }) {
    const incident = await desk.load(incidentKind, params.id)
    const when = momentOf(desk, undefined, incident.state.openedAt)
    const entries = decide.regradeIncident(incident.state, body.grade, body.reason, when)
    return answerOf(200, await desk.append([changeTo(incidentKind, incident, entries)]), incident.id)
  },
})

const giveFeedback = route({
  method: 'POST',
  path: '/api/incidents/{id}/feedback',
  operation: 'giveFeedback',
  summary: 'First feedback, or final feedback with a result code',
  policy: policies.giveFeedback,
  purpose: 'dispatch',
  params: ById,
  body: GiveFeedback,
  answers: written,
  async handle(desk, { params, body }) {
    const { final, result, text } = body
    const incident = await desk.load(incidentKind, params.id)
    await checkSent(desk, policies.giveFeedback, incident.id)
    const when = momentOf(desk, body.at, lastWordAt(incident.state))
    const entries = decide.giveFeedback(incident.state, { final, result, text }, when)
    const stopped = [{ name: firstFeedbackTimer, dueAt: null }]
    return answerOf(200, await desk.append([changeTo(incidentKind, incident, entries, stopped)]), incident.id)
  },
})

/** A station or crew was sent to the incident; other roles need not be. */
async function checkSent(desk: Desk, policy: SentencePolicy, incident: string): Promise<void> {
  const { authority } = desk
  const { jurisdiction } = authority
  const refusal = refusalOf(policy, authority, { jurisdiction })
  if (refusal === undefined) return
  const orders = await findOrders(desk, [incident])
  const sent = orders.some(({ unit, station }) => policy.allowsOn(authority, { jurisdiction, unit, station }))
  if (!sent) throw refusal
}

const reviewIncident = route({
  method: 'POST',
  path: '/api/incidents/{id}/review',
  operation: 'reviewIncident',
  summary: 'The duty leader returns the incident for completion, or closes it',
  policy: policies.reviewIncident,
  purpose: 'review',
  params: ById,
  body: ReviewIncident,
  answers: written,
  async handle(desk, { params, body }) {
    const incident = await desk.load(incidentKind, params.id)
    const when = momentOf(desk, body.at, lastWordAt(incident.state))
    const entries =
      body.decision === 'return'
        ? decide.returnIncident(incident.state, body.reason, when)
        : decide.closeIncident(incident.state, await openOrders(desk, incident.id), when)
    return answerOf(200, await desk.append([changeTo(incidentKind, incident, entries)]), incident.id)
  },
})

/** An order given after this look stands on the incident too, and makes the closing stale. */
async function openOrders(desk: Desk, incident: string): Promise<string[]> {
  const orders = await findOrders(desk, [incident])
  return orders.filter(({ status }) => status !== 'cleared' && status !== 'cancelled').map(({ id }) => id)
}

function lastWordAt({ openedAt, firstFeedbackAt, finalFeedbackAt }: IncidentState): string {
  return finalFeedbackAt ?? firstFeedbackAt ?? openedAt
}

export const incidentRoutes: readonly Route[] = [
  openIncident,
  listIncidents,
  readIncident,
  locateIncident,
  regradeIncident,
  giveFeedback,
  reviewIncident,
]
