import { largestComponent, metresBetween, type Network, roadClasses } from '@kuaiji/roads'
import { beside, drawExpressways, type Expressway, interchangeEvery, offsetMetres } from './expressways.ts'
import { crossing, type LatticeStretch, pitchMetres, planOf, rankOf, ranks } from './lattice.ts'
import { type Plan, toPoint } from './plane.ts'
import { between, type Random } from './random.ts'

/** km/h by class: ordinary driving and with lights and sirens. Stops at crossings are in the averages. */
const speeds = {
  motorway: [92, 118],
  trunk: [58, 78],
  primary: [44, 64],
  secondary: [40, 58],
  tertiary: [38, 56],
  minor: [24, 36],
  service: [30, 40],
} as const satisfies Record<(typeof roadClasses)[number], readonly [number, number]>

export interface LaidNetwork {
  readonly network: Network
  /** Drawing-board place of every node of `network`. */
  readonly plans: readonly Plan[]
  /** Street stretches whose two ends can be driven to, with their nodes in `network`. */
  readonly streets: readonly {
    readonly stretch: LatticeStretch
    readonly from: number
    readonly to: number
  }[]
  readonly expressways: readonly Expressway[]
}

/** Streets and expressways as one network in which every node reaches every other. */
export function layNetwork(random: Random, stretches: readonly LatticeStretch[]): LaidNetwork {
  const draft = new Draft()
  const nodeOf = new Map<number, number>()
  const nodeAt = (number: number) => {
    const known = nodeOf.get(number)
    if (known !== undefined) return known
    const node = draft.node(shaken(random, number))
    nodeOf.set(number, node)
    return node
  }
  const ends = stretches.map(stretch => ({ stretch, from: nodeAt(stretch.from), to: nodeAt(stretch.to) }))
  for (const { stretch, from, to } of ends) addStreet(draft, stretch, from, to)
  const expressways = drawExpressways()
  for (const expressway of expressways) addExpressway(draft, expressway, nodeOf)

  const { network } = largestComponent(draft.network())
  const numberOf = new Int32Array(draft.plans.length).fill(-1)
  for (let node = 0; node < network.nodes.ids.length; node++) numberOf[network.nodes.ids[node]!] = node
  return {
    network,
    plans: Array.from(network.nodes.ids, id => draft.plans[id]!),
    streets: ends
      .map(({ stretch, from, to }) => ({ stretch, from: numberOf[from]!, to: numberOf[to]! }))
      .filter(({ from, to }) => from >= 0 && to >= 0),
    expressways,
  }
}

/** Gathers nodes and arcs; the id of a node is its number in the draft. */
class Draft {
  readonly plans: Plan[] = []
  readonly #lons: number[] = []
  readonly #lats: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #metres: number[] = []
  readonly #regular: number[] = []
  readonly #siren: number[] = []
  readonly #class: number[] = []

  node(plan: Plan): number {
    const { lon, lat } = toPoint(plan)
    this.#lons.push(lon)
    this.#lats.push(lat)
    return this.plans.push(plan) - 1
  }

  arc(from: number, to: number, roadClass: (typeof roadClasses)[number]): void {
    const metres = metresBetween(this.#lons[from]!, this.#lats[from]!, this.#lons[to]!, this.#lats[to]!)
    const [regular, siren] = speeds[roadClass]
    this.#from.push(from)
    this.#to.push(to)
    this.#metres.push(metres)
    this.#regular.push(Math.round((metres / regular) * 3600))
    this.#siren.push(Math.round((metres / siren) * 3600))
    this.#class.push(roadClasses.indexOf(roadClass))
  }

  network(): Network {
    return {
      nodes: { ids: this.plans.map((_, node) => node), lons: this.#lons, lats: this.#lats },
      arcs: {
        from: this.#from,
        to: this.#to,
        metres: this.#metres,
        ms: { regular: this.#regular, siren: this.#siren },
        roadClass: this.#class,
      },
      attribution: '',
    }
  }
}

function addStreet(draft: Draft, stretch: LatticeStretch, from: number, to: number): void {
  const roadClass = classOf(stretch)
  // Neighbouring one-way alleys run in opposite directions, as in an old town.
  const forward = ((stretch.line >> 1) & 1) === 0
  if (!stretch.oneWay || forward) draft.arc(from, to, roadClass)
  if (!stretch.oneWay || !forward) draft.arc(to, from, roadClass)
}

function classOf({ rank, ring }: LatticeStretch): (typeof roadClasses)[number] {
  if (ring) return 'trunk'
  if (rank === ranks.boulevard) return 'primary'
  if (rank === ranks.avenue) return 'secondary'
  return rank === ranks.road ? 'tertiary' : 'minor'
}

/** Two carriageways, joined to the streets by ramps at every interchange. */
function addExpressway(draft: Draft, { line }: Expressway, nodeOf: ReadonlyMap<number, number>): void {
  const ways = [beside(line, offsetMetres), beside(line, -offsetMetres).reverse()]
  for (const way of ways) {
    const nodes = way.map(plan => draft.node(plan))
    for (let k = 1; k < nodes.length; k++) draft.arc(nodes[k - 1]!, nodes[k]!, 'motorway')
    for (let k = interchangeEvery / 2; k + 1 < nodes.length; k += interchangeEvery) {
      const street = nearestRoad(way[k]!, nodeOf)
      if (street === undefined) continue
      draft.arc(nodes[k - 1]!, street, 'service')
      draft.arc(street, nodes[k + 1]!, 'service')
    }
  }
}

/** Node of the nearest crossing on a road of some importance, within a kilometre. */
function nearestRoad({ x, y }: Plan, nodeOf: ReadonlyMap<number, number>): number | undefined {
  const i0 = Math.round(x / pitchMetres)
  const j0 = Math.round(y / pitchMetres)
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (let j = j0 - 8; j <= j0 + 8; j++) {
    for (let i = i0 - 8; i <= i0 + 8; i++) {
      if (rankOf(i) < ranks.road && rankOf(j) < ranks.road) continue
      const node = nodeOf.get(crossing(i, j))
      const apart = (i * pitchMetres - x) ** 2 + (j * pitchMetres - y) ** 2
      if (node === undefined || apart >= least) continue
      best = node
      least = apart
    }
  }
  return best
}

/** Small streets do not run dead straight. */
function shaken(random: Random, number: number): Plan {
  const plan = planOf(number)
  const i = plan.x / pitchMetres
  const j = plan.y / pitchMetres
  const shake = Math.max(rankOf(i), rankOf(j)) >= ranks.road ? 5 : 22
  return { x: plan.x + between(random, -shake, shake), y: plan.y + between(random, -shake, shake) }
}
