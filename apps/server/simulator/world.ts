import type { City } from '../city/city.ts'
import type { Agenda } from './agenda.ts'
import type { Api } from './api.ts'
import type { FleetInMotion } from './fleet-in-motion.ts'

/** What has been done so far; counts only. */
export interface Tally {
  calls: number
  /** Arrivals left out because too much was going on already. */
  callsSkipped: number
  abandoned: number
  incidents: number
  orders: number
  milestones: number
  positions: number
  closed: number
  /** Refusals by reason code. */
  refused: Record<string, number>
  /** Stories given up, by the name of the error. */
  givenUp: Record<string, number>
}

/** What everybody in the simulated city shares. */
export interface World {
  readonly city: City
  readonly seed: number
  readonly api: Api
  readonly agenda: Agenda
  readonly fleet: FleetInMotion
  readonly tally: Tally
  readonly speedNow: () => number
}

export function emptyTally(): Tally {
  return {
    calls: 0,
    callsSkipped: 0,
    abandoned: 0,
    incidents: 0,
    orders: 0,
    milestones: 0,
    positions: 0,
    closed: 0,
    refused: {},
    givenUp: {},
  }
}

export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
