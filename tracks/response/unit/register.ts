import { type Capability, findCapability } from '@kuaiji/catalog'
import { type Desk, refuse } from '@kuaiji/kernel'
import { momentOf } from '../moment.ts'
import { opening } from '../route.ts'
import type { City } from '../services.ts'
import { statesOf } from '../views/state-row.ts'
import { type UnitEntry, unitKind } from './unit.ts'

export interface NewUnit {
  readonly id: string
  readonly callSign: string
  readonly station: string
  readonly capabilities: readonly Capability[]
  /** Whose unit it is; the police unless said otherwise. */
  readonly agency?: string
}

/** Most units one append takes. */
export const registerMax = 500

/**
 * Registers units of a city and puts them on duty, in one append of at most `registerMax`; those already known are left
 * as they are. Returns how many were new. Throws 422 `unknown_station`, `unknown_capability`, naming the unit.
 */
export async function registerUnits(desk: Desk, city: City, units: readonly NewUnit[]): Promise<number> {
  if (units.length > registerMax)
    throw new RangeError(`${units.length} units in one append, at most ${registerMax}`)
  const when = momentOf(desk, undefined)
  const known = new Set(
    (
      await statesOf(
        desk,
        'unit',
        units.map(({ id }) => id),
      )
    ).map(row => row.record),
  )
  const fresh = units.filter(({ id }) => !known.has(id))
  const changes = fresh.map(unit => {
    const entries: UnitEntry[] = [
      { type: 'unit.registered', ...when, facts: factsOf(unit, city) },
      { type: 'unit.duty_changed', ...when, facts: { duty: 'on_duty', reason: null } },
    ]
    return opening(unitKind, unit.id, entries)
  })
  if (changes.length > 0) await desk.append(changes)
  return changes.length
}

function factsOf({ callSign, station, capabilities, agency = 'police' }: NewUnit, city: City) {
  const found = city.findStation(station)
  if (found === undefined)
    throw refuse(422, 'unknown_station', `Unit ${callSign} names station ${station}, which the city lacks.`)
  const unknown = capabilities.find(code => findCapability(code) === undefined)
  if (unknown !== undefined)
    throw refuse(422, 'unknown_capability', `Unit ${callSign} has an unknown capability ${unknown}.`)
  return { callSign, station, district: found.district, agency, capabilities: [...capabilities] }
}
