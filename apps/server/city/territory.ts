import type { District, Ring, River, UrbanArea } from './city.ts'
import { cornersOf, depthIn, type Plan, type Star, toPoint } from './plane.ts'

/** Seats of the six county bureaus on the drawing board; a district is what lies nearest to its seat. */
export const seats = [
  { id: 'wanglan', zh: '望澜区', en: 'Wanglan District', x: -4600, y: 900 },
  { id: 'songting', zh: '松汀区', en: 'Songting District', x: 5400, y: -700 },
  { id: 'yunyu', zh: '云屿区', en: 'Yunyu District', x: -19500, y: 9500 },
  { id: 'lanchuan', zh: '岚川县', en: 'Lanchuan County', x: 17500, y: 12500 },
  { id: 'xihe', zh: '溪禾县', en: 'Xihe County', x: 19500, y: -11000 },
  { id: 'shitong', zh: '石桐县', en: 'Shitong County', x: -13500, y: -14500 },
] as const

export const outline: Star = {
  middle: { x: 0, y: 0 },
  radius: 24_600,
  waves: [0.05, 0.9, 0.04, 2.2],
  stretch: 1.34,
}

/** Built-up areas: the city proper over the border of two districts, and four county towns. */
export const builtUp: readonly (Star & { readonly id: string; readonly zh: string; readonly en: string })[] =
  [
    town('proper', '中心城区', 'City proper', 400, 0, 10_200, [0.07, 0.4, 0.05, 1.1], 1.15),
    town('yunyu', '云屿城区', 'Yunyu town', -19500, 9500, 4100, [0.09, 1.4, 0.05, 0.2], 1.05),
    town('lanchuan', '岚川城区', 'Lanchuan town', 17500, 12500, 4300, [0.06, 2.4, 0.07, 2.9], 1.1),
    town('xihe', '溪禾城区', 'Xihe town', 19500, -11000, 4000, [0.08, 0.1, 0.05, 1.7], 1),
    town('shitong', '石桐城区', 'Shitong town', -13500, -14500, 4200, [0.07, 3, 0.06, 0.8], 1.1),
  ]

/** How far inside the nearest built-up area: below 1 is inside. */
export function urbanDepth(plan: Plan): number {
  let depth = Number.POSITIVE_INFINITY
  for (const area of builtUp) depth = Math.min(depth, depthIn(area, plan))
  return depth
}

/** Rivers as functions on the drawing board, so that "which side" is a comparison. */
export const rivers = {
  main: {
    zh: '澜江',
    en: 'Lan River',
    halfWidth: 130,
    y: (x: number) => 3100 + 1900 * Math.sin(x / 8300 + 0.6),
  },
  brook: {
    zh: '汀溪',
    en: 'Ting Brook',
    halfWidth: 60,
    x: (y: number) => -10_600 + 1300 * Math.sin(y / 5100),
  },
} as const

/** Metres to the middle of the nearest river along its axis; negative on its south or west side. */
export function riverSides({ x, y }: Plan): { readonly main: number; readonly brook: number } {
  const main = y - rivers.main.y(x)
  return { main, brook: main < 0 ? x - rivers.brook.x(y) : Number.POSITIVE_INFINITY }
}

/** Index in `seats` of the district that holds a place on the drawing board. */
export function seatOf({ x, y }: Plan): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  seats.forEach((seat, i) => {
    const distance = (x - seat.x) ** 2 + (y - seat.y) ** 2
    if (distance < least) {
      least = distance
      best = i
    }
  })
  return best
}

/**
 * Id of the district that holds a place, undefined within 60 m of a border: there the straight border of the
 * drawing board and the corners of the bent one can differ by a few metres.
 */
export function districtWellInside(plan: Plan): string | undefined {
  const home = seats[seatOf(plan)]!
  const fromHome = (plan.x - home.x) ** 2 + (plan.y - home.y) ** 2
  for (const seat of seats) {
    if (seat === home) continue
    const further = (plan.x - seat.x) ** 2 + (plan.y - seat.y) ** 2 - fromHome
    if (further < 120 * Math.hypot(seat.x - home.x, seat.y - home.y)) return undefined
  }
  return home.id
}

export function drawDistricts(): District[] {
  const edge = cornersOf(outline, 180)
  return seats.map(seat => {
    const area = seats.reduce(
      (polygon, other) => (other === seat ? polygon : nearerTo(polygon, seat, other)),
      edge,
    )
    const name = { zh: seat.zh, en: seat.en }
    return {
      id: seat.id,
      name,
      bureau: { zh: `${seat.zh}公安分局`, en: `${seat.en} Bureau` },
      ring: bend(area),
    }
  })
}

export function drawUrbanAreas(): UrbanArea[] {
  return builtUp.map(area => ({
    id: area.id,
    name: { zh: area.zh, en: area.en },
    ring: bend(cornersOf(area, 120)),
  }))
}

export function drawRivers(): River[] {
  const along = (low: number, high: number, at: (t: number) => Plan): Ring =>
    Array.from({ length: Math.ceil((high - low) / 400) + 1 }, (_, i) => at(Math.min(high, low + 400 * i)))
      .filter(plan => depthIn(outline, plan) < 1)
      .map(position)
  const { main, brook } = rivers
  const mouth = brook.x(3100)
  return [
    {
      name: { zh: main.zh, en: main.en },
      line: along(-36_000, 36_000, x => ({ x, y: main.y(x) })),
      widthMetres: 2 * main.halfWidth,
    },
    {
      name: { zh: brook.zh, en: brook.en },
      line: along(-27_000, main.y(mouth), y => ({ x: brook.x(y), y })),
      widthMetres: 2 * brook.halfWidth,
    },
  ]
}

/** Keeps of a polygon what is nearer to `seat` than to `other` (one half-plane of a Voronoi cell). */
function nearerTo(polygon: readonly Plan[], seat: Plan, other: Plan): Plan[] {
  const dx = other.x - seat.x
  const dy = other.y - seat.y
  const reach = (other.x ** 2 + other.y ** 2 - seat.x ** 2 - seat.y ** 2) / 2
  const over = (p: Plan) => p.x * dx + p.y * dy - reach
  const kept: Plan[] = []
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length]!
    const overA = over(a)
    const overB = over(b)
    if (overA <= 0) kept.push(a)
    if (overA < 0 !== overB < 0) {
      const t = overA / (overA - overB)
      kept.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) })
    }
  })
  return kept
}

/**
 * Bends a polygon's edges: corners to the metre, then a point every 250 m counted from the edge's western end,
 * so that two districts draw their common border through the same points.
 */
function bend(polygon: readonly Plan[]): Ring {
  const corners = polygon.map(p => ({ x: Math.round(p.x), y: Math.round(p.y) }))
  const ring: Plan[] = []
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length]!
    if (a.x === b.x && a.y === b.y) return
    const forward = a.x < b.x || (a.x === b.x && a.y < b.y)
    const inner = subdivide(forward ? a : b, forward ? b : a)
    ring.push(a, ...(forward ? inner : inner.reverse()))
  })
  return ring.map(position)
}

function subdivide(west: Plan, east: Plan): Plan[] {
  const pieces = Math.ceil(Math.hypot(east.x - west.x, east.y - west.y) / 250)
  return Array.from({ length: pieces - 1 }, (_, i) => {
    const t = (i + 1) / pieces
    return { x: west.x + t * (east.x - west.x), y: west.y + t * (east.y - west.y) }
  })
}

function position(plan: Plan): readonly [number, number] {
  const { lon, lat } = toPoint(plan)
  return [lon, lat]
}

function town(
  id: string,
  zh: string,
  en: string,
  x: number,
  y: number,
  radius: number,
  waves: Star['waves'],
  stretch: number,
) {
  return { id, zh, en, middle: { x, y }, radius, waves, stretch }
}
