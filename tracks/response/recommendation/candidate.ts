import { findCapability } from '@kuaiji/catalog'
import type { Duty } from '../unit/unit.ts'

/** A unit as the recommendation sees it. */
export interface Candidate {
  readonly unit: string
  readonly callSign: string
  readonly station: string
  readonly capabilities: readonly string[]
  readonly duty: Duty
  /** Public number of the incident it is on. */
  readonly busyOn: string | null
  /** It is on this very incident: it fills a place of the requirement. */
  readonly onThis: boolean
  /** Age of its reported position; null: it waits at its post. */
  readonly positionAgeSeconds: number | null
  /** Travel time in milliseconds, -1 where there is no way. */
  readonly driveMs: number
  /** Metres from unit and incident to the road network. */
  readonly snapMetres: number
}

export interface Arrival extends Candidate {
  readonly mobiliseSeconds: number
  readonly driveSeconds: number
  /** null: there is no way. */
  readonly etaSeconds: number | null
}

/** A position reported longer ago than this may be far from true; its unit is sent only when no other can. */
export const staleAfterSeconds = 1800

export function arrivalOf(candidate: Candidate): Arrival {
  const mobiliseSeconds = mobiliseSecondsOf(candidate.capabilities)
  const driveSeconds = Math.ceil(candidate.driveMs / 1000)
  const etaSeconds = candidate.driveMs < 0 ? null : mobiliseSeconds + driveSeconds
  return { ...candidate, mobiliseSeconds, driveSeconds, etaSeconds }
}

/** A crew sets out as fast as the readiest of its duties asks. */
function mobiliseSecondsOf(capabilities: readonly string[]): number {
  const seconds = capabilities.map(code => findCapability(code)?.mobiliseSeconds ?? 0)
  return seconds.length === 0 ? 0 : Math.min(...seconds)
}

export function isStale({ positionAgeSeconds }: Candidate): boolean {
  return positionAgeSeconds !== null && positionAgeSeconds > staleAfterSeconds
}

/** By arrival, then by call sign: the same input gives the same order. */
export function byArrival(a: Arrival, b: Arrival): number {
  const eta = (a.etaSeconds ?? Number.POSITIVE_INFINITY) - (b.etaSeconds ?? Number.POSITIVE_INFINITY)
  if (a.etaSeconds !== b.etaSeconds) return eta
  if (a.callSign !== b.callSign) return a.callSign < b.callSign ? -1 : 1
  return a.unit < b.unit ? -1 : 1
}

export type RejectionCode =
  | 'capability'
  | 'out_of_service'
  | 'off_duty'
  | 'busy'
  | 'unreachable'
  | 'stale_position'
  | 'farther'

/** The first guard that a unit fails; undefined when it may be sent. A stale position does not bar it. */
export function findBar(unit: Arrival, wanted: ReadonlySet<string>): RejectionCode | undefined {
  if (!unit.capabilities.some(code => wanted.has(code))) return 'capability'
  if (unit.duty !== 'on_duty') return unit.duty
  if (unit.busyOn !== null) return 'busy'
  if (unit.etaSeconds === null) return 'unreachable'
  return undefined
}
