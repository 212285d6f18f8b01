import {
  type CallChannel,
  type CallClass,
  type CallResult,
  findIncidentType,
  type Grade,
  type IncidentType,
} from '@kuaiji/catalog'
import { cellCentre, type Point } from '@kuaiji/roads'
import { addressNear, describe } from '../city/address.ts'
import type { City } from '../city/city.ts'
import { placeOf } from '../city/place.ts'
import { below, between, pick, pickWeighted, type Random } from '../city/random.ts'
import { deskMix, incidentMix } from './mix.ts'
import { paces, secondsOf } from './pace.ts'

/** What a caller will do and say, drawn beforehand. Callers have no names. */
export interface Caller {
  readonly channel: CallChannel
  /** Unset: the caller does not say where, or cannot. */
  readonly location?: Point
  readonly address?: string
  readonly telephone?: string
  readonly text: string
  /** Rings so long before hanging up. */
  readonly patienceSeconds: number
  readonly matter: DeskMatter | IncidentMatter
}

export interface DeskMatter {
  readonly kind: 'desk'
  readonly class: CallClass
  readonly result: CallResult
}

export interface IncidentMatter {
  readonly kind: 'incident'
  readonly class: CallClass
  readonly type: IncidentType
  readonly grade: Grade
  /** Where it truly is; the caller may not have said. */
  readonly place: Point
  /** Others who call about the same thing: so many seconds after this one. */
  readonly othersAfterSeconds: readonly number[]
  readonly sceneSeconds: number
}

/** Draws a caller at a time of day. About one in eighty is outside the city, one in twenty cannot say where. */
export function drawCaller(city: City, at: Date, random: Random): Caller {
  const outside = random() < 1 / 80
  const place = outside ? drawOutside(city, random) : drawPlace(city, random)
  const matter = random() < 0.3 ? drawDeskMatter(random) : drawIncidentMatter(place, at, random)
  const channel = drawChannel(matter, random)
  // A call from beyond the border is known by the place that the network gives with it.
  const says = outside || (matter.kind === 'incident' && matter.type !== 'silent_call' && random() > 1 / 20)
  const hurried = random() < 0.05
  return {
    channel,
    ...(says && { location: place, ...addressOf(city, place, random) }),
    ...(channel.startsWith('voice') && { telephone: drawTelephone(random) }),
    text: textOf(matter, random),
    patienceSeconds: hurried ? between(random, 1, 4) : secondsOf(paces.patience, random),
    matter,
  }
}

/** Somebody else who calls about the same thing, from a little way off. */
export function drawWitness(city: City, first: IncidentMatter, random: Random): Caller {
  const place = near(first.place, 80, random)
  return {
    channel: 'voice_110',
    location: place,
    ...addressOf(city, place, random),
    telephone: drawTelephone(random),
    text: textOf(first, random),
    patienceSeconds: secondsOf(paces.patience, random),
    matter: { ...first, othersAfterSeconds: [] },
  }
}

function drawDeskMatter(random: Random): DeskMatter {
  const { result } = deskMix[pickWeighted(random, deskWeights)]!
  const callClass = result === 'transferred_12345' && random() < 0.1 ? 'complaint' : 'enquiry'
  return { kind: 'desk', class: callClass, result }
}

function drawIncidentMatter(place: Point, at: Date, random: Random): IncidentMatter {
  const hour = new Date(at.getTime() + 8 * 3_600_000).getUTCHours()
  const weights = hour >= 22 || hour < 6 ? nightWeights : dayWeights
  const { type, others, sceneMinutes } = incidentMix[pickWeighted(random, weights)]!
  const row = findIncidentType(type)!
  const count = random() < others ? 1 + below(random, 3) : 0
  return {
    kind: 'incident',
    class: row.category,
    type,
    grade: row.grade,
    place,
    othersAfterSeconds: Array.from({ length: count }, () => between(random, 20, 240)),
    sceneSeconds: secondsOf({ medianSeconds: sceneMinutes * 60, spread: 0.5 }, random),
  }
}

function drawChannel(matter: Caller['matter'], random: Random): CallChannel {
  if (matter.kind === 'incident') {
    if (matter.type === 'intrusion_alarm' || matter.type === 'panic_alarm') return 'alarm'
    if (matter.type.startsWith('traffic') && random() < 0.5) return 'voice_122'
    const other = random()
    if (other < 0.04) return 'app'
    if (other < 0.05) return 'text_12110'
    if (other < 0.06) return 'walk_in'
  }
  return 'voice_110'
}

/** Where people live, people call from: a cell by its residents, then a spot by a road in it. */
function drawPlace(city: City, random: Random): Point {
  const cumulative = residentsOf(city)
  const { graph } = city.roads
  for (;;) {
    const place =
      cumulative.length > 0
        ? near(cellCentre(city.residents[pickWeighted(random, cumulative)]!.cell), 240, random)
        : nodePoint(city, below(random, graph.nodeCount))
    const beside = near(nodePoint(city, city.roads.snap(place).node), 25, random)
    if (placeOf(city, beside) !== undefined) return beside
  }
}

/** A few kilometres beyond the border: calls that the mobile network handed to the wrong city. */
function drawOutside(city: City, random: Random): Point {
  const [west, south, east, north] = city.bounds
  for (;;) {
    const place = {
      lon: between(random, west - 0.05, east + 0.05),
      lat: between(random, south - 0.05, north + 0.05),
    }
    if (placeOf(city, place) === undefined) return place
  }
}

function addressOf(city: City, place: Point, random: Random): { address?: string } {
  const found = addressNear(city, place)
  if (found === undefined) return {}
  const inside = found.address.door !== undefined && random() < 0.35
  const address = inside
    ? {
        ...found.address,
        building: 1 + below(random, 20),
        unit: 1 + below(random, 3),
        room: `${1 + below(random, 18)}0${1 + below(random, 4)}`,
      }
    : found.address
  return { address: describe(city, address).zh }
}

/** +999 is an E.164 code that was never given to anybody: such a number rings nowhere. */
function drawTelephone(random: Random): string {
  return `+999 0000 ${String(below(random, 10_000)).padStart(4, '0')}`
}

const deskTexts = ['咨询办事流程', '询问业务', '反映情况']

function textOf(matter: Caller['matter'], random: Random): string {
  if (matter.kind === 'desk') return pick(random, deskTexts)
  return findIncidentType(matter.type)!.label.zh
}

function near({ lon, lat }: Point, metres: number, random: Random): Point {
  const degrees = metres / 111_195
  const squeeze = Math.cos((lat * Math.PI) / 180)
  return {
    lon: round6(lon + (between(random, -1, 1) * degrees) / squeeze),
    lat: round6(lat + between(random, -1, 1) * degrees),
  }
}

function nodePoint({ roads: { graph } }: City, node: number): Point {
  return { lon: graph.lons[node]!, lat: graph.lats[node]! }
}

function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

function running(weights: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(weights, weight => {
    sum += weight
    return sum
  })
}

const dayWeights = running(incidentMix.map(row => row.weight))
const nightWeights = running(incidentMix.map(row => row.weight * row.night))
const deskWeights = running(deskMix.map(row => row.weight))

const residentSums = new WeakMap<City, Float64Array>()

function residentsOf(city: City): Float64Array {
  let sums = residentSums.get(city)
  if (sums === undefined) {
    sums = running(city.residents.map(({ total }) => total))
    residentSums.set(city, sums)
  }
  return sums
}
