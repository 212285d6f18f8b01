import type { Label } from '@kuaiji/catalog'
import type { NamedRoad, StretchColumns, StretchTable } from './city.ts'
import { type LatticeStretch, pitchMetres, planOf, ranks } from './lattice.ts'
import { named, nameGiver } from './names.ts'
import type { LaidNetwork } from './network.ts'
import { randomStream } from './random.ts'
import { seatOf, seats } from './territory.ts'

/** How many pitches of a line carry one name, by rank: an alley 2 km, a boulevard the whole city. */
const nameEvery = [16, 24, 32, 64, 128, 4096]
const suffixes: readonly Label[] = [
  { zh: '巷', en: 'Alley' },
  { zh: '弄', en: 'Lane' },
  { zh: '街', en: 'Street' },
  { zh: '路', en: 'Road' },
  { zh: '路', en: 'Road' },
  { zh: '大道', en: 'Avenue' },
]

/** Names every street; a name occurs once in a district. */
export function nameRoads(
  seed: number,
  streets: LaidNetwork['streets'],
): { namedRoads: NamedRoad[]; stretches: StretchColumns } {
  const namedRoads: NamedRoad[] = []
  const roadOf = new Map<string, number>()
  const giveName = naming(seed)
  const columns = emptyColumns(streets.length)
  streets.forEach(({ stretch, from, to }, i) => {
    const every = nameEvery[stretch.rank]!
    const block = Math.floor((stretch.step + 2048) / every)
    const key = `${stretch.axis}${stretch.line}/${stretch.ring ? 'ring' : block}`
    let road = roadOf.get(key)
    if (road === undefined) {
      const seat = seatOf(planOf(stretch.from))
      road = namedRoads.length
      namedRoads.push({ id: road, name: giveName(seat, stretch), district: seats[seat]!.id })
      roadOf.set(key, road)
    }
    columns.from[i] = from
    columns.to[i] = to
    columns.road[i] = road
    columns.startMetres[i] = (stretch.step + 2048 - (stretch.ring ? 1900 : block * every)) * pitchMetres
  })
  return { namedRoads, stretches: columns }
}

export function emptyColumns(length: number): StretchColumns {
  return {
    from: new Int32Array(length),
    to: new Int32Array(length),
    road: new Int32Array(length),
    startMetres: new Int32Array(length),
  }
}

/** Adds the index by node. */
export function indexStretches(columns: StretchColumns, nodeCount: number): StretchTable {
  const firstOfNode = new Int32Array(nodeCount + 1)
  const { from, to } = columns
  for (const ends of [from, to]) for (const node of ends) firstOfNode[node + 1]!++
  for (let node = 0; node < nodeCount; node++) firstOfNode[node + 1]! += firstOfNode[node]!
  const next = firstOfNode.slice()
  const ofNode = new Int32Array(2 * from.length)
  for (const ends of [from, to]) {
    ends.forEach((node, i) => {
      ofNode[next[node]!++] = i
    })
  }
  return { ...columns, firstOfNode, ofNode }
}

function naming(seed: number): (seat: number, stretch: LatticeStretch) => Label {
  const givers = new Map<string, ReturnType<typeof nameGiver>>()
  return (seat, stretch) => {
    if (stretch.ring) return ringName(stretch)
    const suffix = suffixes[stretch.rank]!
    // Roads and avenues run through districts, so their names are drawn from one hat.
    const hat = stretch.rank >= ranks.road ? suffix.zh : `${suffix.zh}/${seat}`
    let giver = givers.get(hat)
    if (giver === undefined) {
      giver = nameGiver(randomStream(seed, `roads/${hat}`))
      givers.set(hat, giver)
    }
    return named(giver(), suffix)
  }
}

function ringName({ axis, line }: LatticeStretch): Label {
  const inner = Math.abs(line) === 32
  const side =
    axis === 'h'
      ? line > 0
        ? { zh: '北', en: 'North' }
        : { zh: '南', en: 'South' }
      : line > 0
        ? { zh: '东', en: 'East' }
        : { zh: '西', en: 'West' }
  return {
    zh: `${inner ? '内' : '外'}环${side.zh}路`,
    en: `${inner ? 'Inner' : 'Outer'} Ring Road ${side.en}`,
  }
}
