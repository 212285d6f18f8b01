import type { Clock } from '@kuaiji/kernel'
import { roadTiles, tileZoomMax } from '@kuaiji/roads'
import type { FastifyInstance } from 'fastify'
import type { City } from '../city/index.ts'
import { problem, sendProblem } from './problem.ts'

export interface CitySettings {
  readonly city: City
  readonly clock: Clock & { speedNow?(): number }
  readonly timeZone: string
  readonly simulated: boolean
}

/** What every screen needs before it knows who looks: the clock, the city's outline and its roads. */
export function addCity(app: FastifyInstance, { city, clock, timeZone, simulated }: CitySettings): void {
  const body = JSON.stringify(cityOf(city, timeZone))
  const tiles = roadTiles(city.roads.graph)

  app.get('/api/clock', { schema: { tags: ['city'], summary: 'The one clock' } }, async () => ({
    now: clock.now().toISOString(),
    speed: clock.speedNow?.() ?? 1,
    simulated,
  }))

  app.get(
    '/api/city',
    { schema: { tags: ['city'], summary: 'Outline, districts and stations' } },
    async (_, reply) =>
      reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(body),
  )

  app.get(
    '/tiles/roads/:z/:x/:y',
    { schema: { tags: ['city'], summary: 'Road tiles (MVT)' } },
    async (request, reply) => {
      const { z, x, y } = request.params as Record<string, string>
      const at = [z, x, y].map(Number)
      if (!at.every(n => Number.isInteger(n) && n >= 0) || at[0]! > tileZoomMax)
        return sendProblem(
          reply,
          problem(404, 'tile_path', `Tiles are /tiles/roads/{z}/{x}/{y}, z from 0 to ${tileZoomMax}.`),
        )
      const tile = tiles.tile(at[0]!, at[1]!, at[2]!)
      if (tile === undefined) return reply.code(204).send()
      return reply
        .type('application/vnd.mapbox-vector-tile')
        .header('cache-control', 'public, max-age=3600')
        .send(Buffer.from(tile))
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
