import type { Label } from '@kuaiji/catalog'
import type { Point } from '@kuaiji/roads'
import type { City, Spot } from './city.ts'
import { stepMetres } from './expressways.ts'
import { ranks } from './lattice.ts'
import { named, nameGiver } from './names.ts'
import type { LaidNetwork } from './network.ts'
import { placeOf } from './place.ts'
import { toPoint } from './plane.ts'
import { randomStream } from './random.ts'

/** A stake each kilometre. */
const stakeEvery = 1000 / stepMetres

/** What lies on the network itself: bridges, crossings of the larger roads, kilometre stakes. */
export function placesOnRoads(city: City, laid: LaidNetwork): Spot[] {
  const { lons, lats } = city.roads.graph
  const spots: Spot[] = []
  const add = (kind: Spot['kind'], name: Label, aliases: readonly string[], location: Point) => {
    const district = placeOf(city, location)?.district
    if (district === undefined) return
    spots.push({ kind, id: `${kind}-${spots.length + 1}`, name, aliases, district, location })
  }
  const nodeAt = (node: number): Point => ({ lon: lons[node]!, lat: lats[node]! })
  const giveBridge = nameGiver(randomStream(city.seed, 'bridges'))
  for (const node of bridgeNodes(laid)) {
    const name = giveBridge()
    add('bridge', named(name, { zh: '大桥', en: 'Bridge' }), [`${name.zh}桥`], nodeAt(node))
  }
  for (const [node, a, b] of crossings(city, laid)) {
    const one = city.namedRoads[a]!.name
    const two = city.namedRoads[b]!.name
    const name = { zh: `${one.zh}与${two.zh}路口`, en: `${one.en} and ${two.en}` }
    add('crossing', name, [`${one.zh}${two.zh}路口`, `${two.zh}${one.zh}路口`], nodeAt(node))
  }
  for (const { code, name, line } of laid.expressways) {
    line.forEach((plan, k) => {
      if (k % stakeEvery !== 0) return
      const stake = `K${k / stakeEvery}`
      const label = { zh: `${name.zh}${stake}+000`, en: `${name.en} ${stake}+000` }
      add('stake', label, [`${code} ${stake}`, `${code}${stake}`], toPoint(plan))
    })
  }
  return spots
}

/** One node for each bridge: consecutive stretches over water on one line are one bridge. */
function bridgeNodes({ streets }: LaidNetwork): number[] {
  const nodes: number[] = []
  const lastStep = new Map<string, number>()
  for (const { stretch, from } of streets) {
    if (!stretch.bridge) continue
    const line = `${stretch.axis}${stretch.line}`
    const last = lastStep.get(line)
    if (last === undefined || stretch.step > last + 1) nodes.push(from)
    lastStep.set(line, stretch.step)
  }
  return nodes
}

/** Nodes where two larger roads cross, with the two roads: the eastward one first. */
function crossings({ stretches }: City, { streets }: LaidNetwork): [number, number, number][] {
  const eastward = new Map<number, number>()
  const found: [number, number, number][] = []
  streets.forEach(({ stretch, from }, i) => {
    if (stretch.rank < ranks.road) return
    if (stretch.axis === 'h') eastward.set(from, stretches.road[i]!)
  })
  streets.forEach(({ stretch, from }, i) => {
    const other = eastward.get(from)
    if (stretch.rank < ranks.road || stretch.axis === 'h' || other === undefined) return
    found.push([from, other, stretches.road[i]!])
  })
  return found
}
