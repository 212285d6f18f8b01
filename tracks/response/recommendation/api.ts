import { type Grade, requirementOf } from '@kuaiji/catalog'
import { type Desk, type Loaded, type Route, refuse } from '@kuaiji/kernel'
import { checkOpen } from '../incident/decisions.ts'
import { type IncidentState, incidentKind } from '../incident/incident.ts'
import { route } from '../route.ts'
import type { ResponseServices, TravelMode } from '../services.ts'
import { ById, type Point, Recommendation } from '../shape.ts'
import { findUnits } from '../unit/unit-list.ts'
import { particularsOf } from '../views/exact-place.ts'
import type { Candidate } from './candidate.ts'
import * as policies from './policy.ts'
import { recommend } from './recommend.ts'

const readRecommendation = route({
  method: 'GET',
  path: '/api/incidents/{id}/recommendation',
  operation: 'readRecommendation',
  summary: 'Which units to send and why: closest feasible by travel time',
  policy: policies.readRecommendation,
  purpose: 'dispatch',
  params: ById,
  answers: { 200: Recommendation },
  async handle(desk, { params }, services) {
    const incident = await desk.load(incidentKind, params.id)
    checkOpen(incident.state)
    const target = await exactPlace(desk, incident)
    const { type, grade } = incident.state
    const candidates = await findCandidates(desk, services, incident.id, target, modeOf(grade))
    const body = recommend({
      incident: incident.id,
      computedAt: desk.now.toISOString(),
      requirement: requirementOf(type, grade),
      candidates,
    })
    return { status: 200, body }
  },
})

async function exactPlace(desk: Desk, { id, state }: Loaded<IncidentState>): Promise<Point> {
  const told = state.place === 'known' ? (await particularsOf(desk, [id])).get(id) : undefined
  if (told?.location !== undefined) return told.location
  throw refuse(409, 'place_unknown', 'Nobody knows yet where the incident is.', { incident: id })
}

async function findCandidates(
  desk: Desk,
  { city, roads }: ResponseServices,
  incident: string,
  target: Point,
  mode: TravelMode,
): Promise<Candidate[]> {
  const units = await findUnits(desk, city)
  const times = roads.travelTimes(
    units.map(({ location }) => location),
    target,
    mode,
  )
  const targetMetres = roads.snapMetres(target)
  return units.map(({ id, state, assignment, location, positionAt }, i) => ({
    unit: id,
    callSign: state.callSign,
    station: state.station,
    capabilities: state.capabilities,
    duty: state.duty,
    busyOn: assignment?.number ?? null,
    onThis: assignment?.incident === incident,
    positionAgeSeconds: positionAt === null ? null : (desk.now.getTime() - Date.parse(positionAt)) / 1000,
    driveMs: times[i]!,
    snapMetres: roads.snapMetres(location) + targetMetres,
  }))
}

/** Lights and sirens are for danger that cannot wait. */
function modeOf(grade: Grade): TravelMode {
  return grade <= 2 ? 'siren' : 'regular'
}

export const recommendationRoutes: readonly Route[] = [readRecommendation]
