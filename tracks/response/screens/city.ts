import { get, type Label } from '@kuaiji/ui'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { FeatureCollection, LineString, MultiPolygon, Polygon } from 'geojson'
import type { Point } from '../shape.ts'

export interface CityStation {
  readonly id: string
  readonly name: Label | string
  readonly district: string
  readonly location: Point
}

/** Answer of `GET /api/city`: what a map and a board need to know of the place. */
export interface City {
  readonly id: string
  readonly name: Label
  readonly centre: Point
  readonly bounds: readonly [number, number, number, number]
  readonly districts: FeatureCollection<Polygon | MultiPolygon, { code: string; name: Label | string }>
  /** Built-up areas and rivers, where the server has them: they only help the eye. */
  readonly urban?: FeatureCollection<Polygon | MultiPolygon>
  readonly rivers?: FeatureCollection<LineString, { widthMetres: number }>
  readonly stations: readonly CityStation[]
  readonly timeZone: string
}

export const cityQuery = queryOptions({
  queryKey: ['city'],
  queryFn: ({ signal }) => get<City>('/api/city', signal),
})

const nowhere: City = {
  id: '',
  name: { zh: '', en: '' },
  centre: { lon: 120.58, lat: 30 },
  bounds: [119.9, 29.5, 121.2, 30.4],
  districts: { type: 'FeatureCollection', features: [] },
  stations: [],
  timeZone: 'Asia/Shanghai',
}

/** The city, or an empty one until it is there. */
export function useCity(): City {
  return useQuery(cityQuery).data ?? nowhere
}

export function labelOf(name: Label | string): Label {
  return typeof name === 'string' ? { zh: name, en: name } : name
}

export function districtLabel(city: City, code: string | null): Label | undefined {
  const found = city.districts.features.find(f => f.properties.code === code)
  return found === undefined ? undefined : labelOf(found.properties.name)
}

/** Metres between two points, on a sphere: for lists of what is near, never for driving. */
export function metresBetween(a: Point, b: Point): number {
  const radians = Math.PI / 180
  const dLat = (b.lat - a.lat) * radians
  const dLon = (b.lon - a.lon) * radians
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371_008 * Math.asin(Math.sqrt(h))
}
