import { roadClasses } from '../road-class.ts'

/** What a way means to a motor vehicle: its class and its speed in each direction (0 where it may not be driven). */
export interface OsmRoad {
  /** Index in `roadClasses`. */
  readonly roadClass: number
  readonly forwardKmh: number
  readonly backwardKmh: number
}

export type Tags = ReadonlyMap<string, string>

const [motorway, trunk, primary, secondary, tertiary, minor, service] = roadClasses.keys()

/**
 * Roads for motor vehicles by `highway`: class and free-flow speed (km/h) where no limit is tagged. Speeds are
 * those of OSRM's car profile (profiles/car.lua): travelled, not allowed. Anything else (footway, cycleway,
 * track, pedestrian, construction, proposed, raceway …) is no road here.
 */
const highways = new Map<string, readonly [roadClass: number, kmh: number]>([
  ['motorway', [motorway!, 90]],
  ['motorway_link', [motorway!, 45]],
  ['trunk', [trunk!, 85]],
  ['trunk_link', [trunk!, 40]],
  ['primary', [primary!, 65]],
  ['primary_link', [primary!, 30]],
  ['secondary', [secondary!, 55]],
  ['secondary_link', [secondary!, 25]],
  ['tertiary', [tertiary!, 40]],
  ['tertiary_link', [tertiary!, 20]],
  ['unclassified', [minor!, 25]],
  ['residential', [minor!, 25]],
  ['road', [minor!, 25]],
  ['living_street', [minor!, 10]],
  ['service', [service!, 15]],
])

/** Most specific first (OpenStreetMap's access hierarchy). */
const accessKeys = ['motorcar', 'motor_vehicle', 'vehicle', 'access']
const closedTo = new Set(['no', 'private', 'agricultural', 'forestry'])

/** A road travels at this share of its limit (`speed_reduction` of OSRM's car profile). */
const shareOfLimit = 0.8

/** Limits named by zone, in km/h; without a country's own, those OSRM takes as common. */
const zoneKmh = new Map([
  ['urban', 50],
  ['rural', 90],
  ['trunk', 110],
  ['motorway', 130],
  ['living_street', 20],
  ['walk', 7],
  ['none', 140],
  // Implementation Regulations of the Road Traffic Safety Law, art. 45 and 78
  ['cn:rural', 70],
  ['cn:motorway', 120],
  ['gb:nsl_restricted', 30 * 1.609344],
  ['gb:nsl_single', 60 * 1.609344],
  ['gb:nsl_dual', 70 * 1.609344],
  ['gb:motorway', 70 * 1.609344],
])

/** A way as a road; `closed` when it is one but may not be driven; undefined when it is none. */
export function roadOf(tags: Tags): OsmRoad | 'closed' | undefined {
  const known = highways.get(tags.get('highway') ?? '')
  if (known === undefined || tags.get('area') === 'yes') return undefined
  const access = accessKeys.map(key => tags.get(key)).find(value => value !== undefined)
  const direction = directionOf(tags)
  if (direction === 'changing' || (access !== undefined && closedTo.has(access))) return 'closed'
  const [roadClass, usualKmh] = known
  const kmh = (way: 'forward' | 'backward') => {
    const limit = limitKmh(tags.get(`maxspeed:${way}`)) ?? limitKmh(tags.get('maxspeed'))
    return limit === undefined ? usualKmh : limit * shareOfLimit
  }
  return {
    roadClass,
    forwardKmh: direction === 'backward' ? 0 : kmh('forward'),
    backwardKmh: direction === 'forward' ? 0 : kmh('backward'),
  }
}

function directionOf(tags: Tags): 'both' | 'forward' | 'backward' | 'changing' {
  switch (tags.get('oneway')) {
    case 'yes':
    case 'true':
    case '1':
      return 'forward'
    case '-1':
    case 'reverse':
      return 'backward'
    case 'no':
    case 'false':
    case '0':
    case 'alternating':
      return 'both'
    case 'reversible':
      return 'changing'
  }
  const circle = tags.get('junction') === 'roundabout' || tags.get('junction') === 'circular'
  return circle || tags.get('highway') === 'motorway' ? 'forward' : 'both'
}

/** km/h of a `maxspeed` value: `50`, `30 mph`, `CN:urban`, `DE:zone:30`, `walk`; undefined when it says nothing. */
export function limitKmh(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim().toLowerCase()
  const number = /^(\d+(?:\.\d+)?)\s*(km\/h|kmh|kph|mph|knots)?$/.exec(text)
  if (number !== null) return positive(Number(number[1]) * unitKmh(number[2]))
  const zone = /(?:^|:)zone:?(\d+)$/.exec(text)
  if (zone !== null) return positive(Number(zone[1]))
  return zoneKmh.get(text) ?? zoneKmh.get(text.slice(text.lastIndexOf(':') + 1))
}

function unitKmh(unit: string | undefined): number {
  if (unit === 'mph') return 1.609344
  return unit === 'knots' ? 1.852 : 1
}

function positive(kmh: number): number | undefined {
  return kmh > 0 && kmh <= 200 ? kmh : undefined
}
