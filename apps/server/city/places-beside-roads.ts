import type { Label } from '@kuaiji/catalog'
import { addressNear } from './address.ts'
import type { City, Estate, Place, Spot } from './city.ts'
import { named, nameGiver } from './names.ts'
import { below, between, pick, pickWeighted, type Random, randomStream } from './random.ts'

const estatesTotal = 3000
const endings: readonly Label[] = [
  { zh: '苑', en: 'Court' },
  { zh: '花园', en: 'Gardens' },
  { zh: '新村', en: 'New Village' },
  { zh: '小区', en: 'Estate' },
]
const landmarks: readonly (Label & { readonly count: number })[] = [
  { zh: '医院', en: 'Hospital', count: 48 },
  { zh: '小学', en: 'Primary School', count: 130 },
  { zh: '中学', en: 'Secondary School', count: 80 },
  { zh: '公园', en: 'Park', count: 70 },
  { zh: '广场', en: 'Square', count: 40 },
  { zh: '农贸市场', en: 'Market', count: 60 },
  { zh: '商场', en: 'Shopping Centre', count: 40 },
  { zh: '体育馆', en: 'Stadium', count: 12 },
  { zh: '图书馆', en: 'Library', count: 12 },
  { zh: '汽车站', en: 'Bus Station', count: 14 },
  { zh: '码头', en: 'Wharf', count: 10 },
]

/** Housing estates and landmarks beside the streets, more of them where more people live. */
export function placesBesideRoads(city: City, weights: readonly number[]): Place[] {
  const random = randomStream(city.seed, 'places')
  const findSite = siteFinder(city, weights, random)
  return [...layEstates(city, findSite, random), ...layLandmarks(city, findSite)]
}

type Site = Pick<Estate, 'district' | 'location' | 'road' | 'door'>

function layEstates(city: City, findSite: () => Site, random: Random): Estate[] {
  const givers = new Map(
    city.districts.map(({ id }) => [id, nameGiver(randomStream(city.seed, `estates/${id}`))]),
  )
  return Array.from({ length: estatesTotal }, (_, i) => {
    const site = findSite()
    const name = givers.get(site.district)!()
    const tall = random() < 0.3
    return {
      kind: 'estate',
      id: `estate-${i + 1}`,
      name: named(name, pick(random, endings)),
      aliases: [name.zh],
      ...site,
      buildings: 3 + below(random, 28),
      unitsPerBuilding: 1 + below(random, tall ? 2 : 5),
      floors: tall ? 11 + below(random, 22) : 4 + below(random, 4),
      roomsPerFloor: 2 + below(random, 3),
    }
  })
}

function layLandmarks(city: City, findSite: () => Site): Spot[] {
  const giveName = nameGiver(randomStream(city.seed, 'landmarks'))
  return landmarks
    .flatMap(landmark => Array.from({ length: landmark.count }, () => landmark))
    .map(({ zh, en }, i) => {
      const name = giveName()
      const { district, location } = findSite()
      return {
        kind: 'landmark',
        id: `landmark-${i + 1}`,
        name: named(name, { zh, en }),
        aliases: [`${name.zh}${zh.slice(-1)}`],
        district,
        location,
      }
    })
}

/** Draws sites up to 30 m beside a street node, each with its address. */
function siteFinder(city: City, weights: readonly number[], random: Random): () => Site {
  const { lons, lats } = city.roads.graph
  const cumulative = new Float64Array(weights.length)
  let sum = 0
  weights.forEach((weight, node) => {
    sum += weight
    cumulative[node] = sum
  })
  const beside = (degrees: number) => Math.round((degrees + between(random, -3e-4, 3e-4)) * 1e6) / 1e6
  return () => {
    for (;;) {
      const node = pickWeighted(random, cumulative)
      const location = { lon: beside(lons[node]!), lat: beside(lats[node]!) }
      const near = addressNear(city, location)
      if (near?.address.road === undefined || near.address.door === undefined) continue
      const { district, road, door } = near.address
      return { district, location, road, door }
    }
  }
}
