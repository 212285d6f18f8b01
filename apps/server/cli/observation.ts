import type { DatabaseSettings } from '../database/settings.ts'

/** What one check found. `notable` works but should be known; `bad` must be put right. */
export interface Observation {
  readonly check: string
  readonly state: 'good' | 'notable' | 'bad'
  readonly sentence: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Looks and changes nothing. May find several things, or none where it does not apply. */
export type Check = (settings: DatabaseSettings) => Promise<readonly Observation[]>
