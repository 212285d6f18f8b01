import type { Label } from '@kuaiji/catalog'
import type { Point } from '@kuaiji/roads'
import { pointAtDoor } from './address.ts'
import type { City } from './city.ts'
import { placeOf } from './place.ts'

/** A place that answers to a text. */
export interface Found {
  readonly kind: 'door' | 'estate' | 'landmark' | 'crossing' | 'stake' | 'bridge' | 'community' | 'street'
  readonly name: Label
  readonly district: string
  readonly location: Point
}

/**
 * Places whose name or alias holds the text, exact names first, then the shorter name; a road with a number
 * (`碧川路128号`, `128 Bichuan Road`) gives the door. Case and spaces do not count.
 */
export function searchPlaces(city: City, text: string, limit: number): Found[] {
  const wanted = fold(text)
  if (wanted === '') return []
  const doors = doorsOf(city, wanted)
  const named = candidates(city)
    .map(({ found, names }) => ({ found, best: shortestMatch(names, wanted) }))
    .filter(({ best }) => best < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.best - b.best)
    .map(({ found }) => found)
  return [...doors, ...named].slice(0, limit)
}

function* everyPlace(city: City): Generator<{ found: Found; names: readonly string[] }> {
  const districtOfStreet = new Map(city.streets.map(street => [street.id, street.district]))
  for (const { id: _, kind, name, aliases, district, location } of city.places) {
    yield { found: { kind, name, district, location }, names: [name.zh, name.en, ...aliases].map(fold) }
  }
  for (const { name, district, seat } of city.streets) {
    yield { found: { kind: 'street', name, district, location: seat }, names: [name.zh, name.en].map(fold) }
  }
  for (const { name, street, location } of city.communities) {
    const district = districtOfStreet.get(street)!
    yield { found: { kind: 'community', name, district, location }, names: [name.zh, name.en].map(fold) }
  }
}

/** Folded once per city: a call-taker types letter by letter. */
const folded = new WeakMap<City, { found: Found; names: readonly string[] }[]>()

function candidates(city: City) {
  let list = folded.get(city)
  if (list === undefined) {
    list = [...everyPlace(city)]
    folded.set(city, list)
  }
  return list
}

function shortestMatch(names: readonly string[], wanted: string): number {
  let best = Number.POSITIVE_INFINITY
  for (const name of names) if (name.includes(wanted)) best = Math.min(best, name.length)
  return best
}

function doorsOf(city: City, wanted: string): Found[] {
  const match = /^(.*\D)(\d{1,5})号?$/.exec(wanted) ?? /^(\d{1,5})(\D.*)$/.exec(wanted)
  if (match === null) return []
  const [name, digits] = /^\d/.test(wanted) ? [match[2]!, match[1]!] : [match[1]!, match[2]!]
  const door = Number(digits)
  return city.namedRoads
    .filter(road => fold(road.name.en) === name || name.endsWith(road.name.zh))
    .flatMap(road => {
      const location = pointAtDoor(city, road.id, door)
      const district = location && placeOf(city, location)?.district
      if (location === undefined || district === undefined) return []
      const label = { zh: `${road.name.zh}${door}号`, en: `${door} ${road.name.en}` }
      return [{ kind: 'door' as const, name: label, district, location }]
    })
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, '')
}
