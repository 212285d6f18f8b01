import type { Clock } from '@kuaiji/kernel'
import { roadTiles, tileZoomMax } from '@kuaiji/roads'
import type { FastifyInstance } from 'fastify'
import Type, { type TSchema } from 'typebox'
import type { City } from '../city/index.ts'
import { describeOwn } from './description.ts'
import { problem, sendProblem } from './problem.ts'

export interface CitySettings {
  readonly city: City
  readonly clock: Clock & { speedNow?(): number }
  readonly timeZone: string
  readonly simulated: boolean
}

const Point = Type.Object({ lon: Type.Number(), lat: Type.Number() })
const Label = Type.Object({ zh: Type.String(), en: Type.String() })
const Features = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(Type.Unknown()),
})
const Clocked = Type.Object({
  now: Type.String({ format: 'date-time' }),
  speed: Type.Number(),
  simulated: Type.Boolean(),
})
const Outline = Type.Object({
  id: Type.String(),
  name: Label,
  centre: Point,
  bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }),
  timeZone: Type.String(),
  attribution: Type.String(),
  districts: Features,
  urban: Features,
  rivers: Features,
  stations: Type.Array(
    Type.Object({ id: Type.String(), name: Label, district: Type.String(), location: Point }),
  ),
})
const vectorTile = 'application/vnd.mapbox-vector-tile'

function described(operation: string, summary: string, answer: TSchema) {
  return describeOwn({ operation, summary, tag: 'city', answers: { 200: answer } })
}

/** What every screen needs before it knows who looks: the clock, the city's outline and its roads. */
export function addCity(app: FastifyInstance, { city, clock, timeZone, simulated }: CitySettings): void {
  const body = JSON.stringify(cityOf(city, timeZone))
  const tiles = roadTiles(city.roads.graph)

  app.get('/api/clock', described('readClock', 'The one clock', Clocked), async () => ({
    now: clock.now().toISOString(),
    speed: clock.speedNow?.() ?? 1,
    simulated,
  }))

  app.get('/api/city', described('readCity', 'Outline, districts and stations', Outline), async (_, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(body),
  )

  app.get(
    '/tiles/roads/:z/:x/:y',
    describeOwn({
      operation: 'readRoadTile',
      summary: 'Road tiles; 204 where there is no road',
      tag: 'city',
      answers: { 200: vectorTile, 204: null },
    }),
    async (request, reply) => {
      const { z, x, y } = request.params as Record<string, string>
      const at = [z, x, y].map(part => (/^\d{1,7}$/.test(part ?? '') ? Number(part) : Number.NaN))
      if (at.some(Number.isNaN) || at[0]! > tileZoomMax)
        return sendProblem(
          reply,
          problem(404, 'tile_path', `Tiles are /tiles/roads/{z}/{x}/{y}, z from 0 to ${tileZoomMax}.`),
        )
      const tile = tiles.tile(at[0]!, at[1]!, at[2]!)
      if (tile === undefined) return reply.code(204).send()
      return reply.type(vectorTile).header('cache-control', 'public, max-age=3600').send(Buffer.from(tile))
    },
  )
}

function cityOf(city: City, timeZone: string) {
  const [west, south, east, north] = city.bounds
  return {
    id: city.id,
    name: city.name,
    centre: { lon: (west + east) / 2, lat: (south + north) / 2 },
    bounds: city.bounds,
    timeZone,
    attribution: city.roads.graph.attribution,
    districts: {
      type: 'FeatureCollection',
      features: city.districts.map(({ id, name, ring }) => polygon(ring, { code: id, name })),
    },
    urban: {
      type: 'FeatureCollection',
      features: city.urban.map(({ id, name, ring }) => polygon(ring, { code: id, name })),
    },
    rivers: {
      type: 'FeatureCollection',
      features: city.rivers.map(({ name, line, widthMetres }) => ({
        type: 'Feature',
        properties: { name, widthMetres },
        geometry: { type: 'LineString', coordinates: line },
      })),
    },
    stations: city.stations.map(({ id, name, district, location }) => ({ id, name, district, location })),
  }
}

function polygon(ring: readonly (readonly [number, number])[], properties: Record<string, unknown>) {
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }
}
