import type { Recommendation } from '../shape.ts'
import {
  type Arrival,
  arrivalOf,
  byArrival,
  type Candidate,
  findBar,
  isStale,
  type RejectionCode,
} from './candidate.ts'
import { type Need, seatAll, seatsOf } from './seats.ts'
import { whyChosen, whyRejected } from './sentence.ts'

/** Version of the rules below; it stands in every answer. */
const policy = 'closest_feasible@1'
const alternativesMax = 10
const rejectedMax = 50

export interface RecommendationInput {
  readonly incident: string
  readonly computedAt: string
  readonly requirement: readonly Need[]
  readonly candidates: readonly Candidate[]
}

/**
 * Closest feasible by travel time. Units already on the incident fill their places; the rest goes to the units that
 * arrive first, each place to a unit that can do it, and as many places filled as can be. A unit whose position is
 * stale comes after all others. Pure, and independent of the order of the candidates.
 */
export function recommend(input: RecommendationInput): Recommendation {
  const { incident, computedAt, requirement } = input
  const all = input.candidates.map(arrivalOf).sort(byArrival)
  const wanted = new Set(requirement.map(({ capability }) => capability))
  const feasible = all.filter(unit => !unit.onThis && findBar(unit, wanted) === undefined)
  const ranked = [...feasible.filter(unit => !isStale(unit)), ...feasible.filter(isStale)]
  const seats = seatsOf<Arrival>(requirement)
  const present = all.filter(unit => unit.onThis)
  seatAll(seats, present)
  seatAll(seats, ranked)
  const chosen = new Map(seats.flatMap(({ unit, capability }) => (unit ? [[unit, capability] as const] : [])))
  const spoken = (unit: Arrival, capability: string) =>
    recommended(unit, capability, rankOf(unit, capability, ranked))
  return {
    incident,
    policy,
    computedAt,
    requirement: requirement.map(need => ({ ...need })),
    units: ranked.filter(unit => chosen.has(unit)).map(unit => spoken(unit, chosen.get(unit)!)),
    alternatives: ranked
      .filter(unit => !chosen.has(unit))
      .slice(0, alternativesMax)
      .map(unit => spoken(unit, requirement.find(need => canMeet(unit, need))!.capability)),
    rejected: rejectedAmong(
      all.filter(unit => !unit.onThis && !chosen.has(unit)),
      ranked.filter(unit => chosen.has(unit)),
      seats.filter(seat => seat.unit === undefined).map(seat => seat.capability),
      wanted,
    ),
    shortfall: requirement.flatMap(({ capability }) => {
      const missing = seats.filter(seat => seat.capability === capability && seat.unit === undefined).length
      return missing === 0 ? [] : [{ capability, missing }]
    }),
  }
}

/** Units nearer than the last one chosen, and those that could have filled a place left empty. */
function rejectedAmong(
  others: readonly Arrival[],
  chosen: readonly Arrival[],
  missing: readonly string[],
  wanted: ReadonlySet<string>,
): Recommendation['rejected'] {
  const last = Math.max(-1, ...chosen.map(unit => unit.etaSeconds ?? -1))
  return others
    .filter(
      unit =>
        (unit.etaSeconds !== null && unit.etaSeconds < last) ||
        unit.capabilities.some(code => missing.includes(code)),
    )
    .slice(0, rejectedMax)
    .map(unit => {
      const code: RejectionCode = findBar(unit, wanted) ?? (isStale(unit) ? 'stale_position' : 'farther')
      const { callSign, etaSeconds } = unit
      return { unit: unit.unit, callSign, etaSeconds, code, reason: whyRejected(unit, code, [...wanted]) }
    })
}

function recommended(unit: Arrival, meets: string, rank: number): Recommendation['units'][number] {
  const { callSign, station, capabilities, driveSeconds, mobiliseSeconds, snapMetres } = unit
  return {
    unit: unit.unit,
    callSign,
    station,
    capabilities: [...capabilities],
    meets,
    etaSeconds: unit.etaSeconds ?? 0,
    driveSeconds,
    mobiliseSeconds,
    snapMetres: Math.round(snapMetres),
    reason: whyChosen(unit, meets, rank, isStale(unit)),
  }
}

function canMeet({ capabilities }: Arrival, { capability }: Need): boolean {
  return capabilities.includes(capability)
}

/** Its place among the free units of this capability, the first to arrive being 1. */
function rankOf(unit: Arrival, capability: string, ranked: readonly Arrival[]): number {
  return ranked.filter(other => other.capabilities.includes(capability)).indexOf(unit) + 1
}
