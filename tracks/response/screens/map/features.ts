import { type Label, unitShapeOf } from '@kuaiji/ui'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { IncidentItem, Point, UnitItem } from '../../shape.ts'
import { type City, labelOf } from '../city.ts'

type Say = (label: Label) => string

/** What the map shows; everything else about it is the style's. */
export interface MapData {
  readonly incidents: readonly IncidentItem[]
  readonly units: readonly UnitItem[]
  readonly selectedIncident?: string | undefined
  /** Place being told on the telephone. */
  readonly pick?: Point | undefined
  /** Units to keep bright while the others step back. */
  readonly only?: ReadonlySet<string> | undefined
}

export function districtFeatures(city: City, say: Say, language: string): FeatureCollection {
  // Chinese names of places are set wide; Latin ones fall apart when they are.
  const spacing = language === 'en' ? 0.02 : 0.18
  return collect([
    ...city.districts.features.map(
      (f): Feature => ({
        ...f,
        properties: { ...f.properties, label: say(labelOf(f.properties.name)), urban: false, spacing },
      }),
    ),
    ...(city.urban?.features ?? []).map((f): Feature => ({ ...f, properties: { label: '', urban: true } })),
  ])
}

export function riverFeatures(city: City): FeatureCollection {
  return collect(
    (city.rivers?.features ?? []).map(
      (f): Feature => ({ ...f, properties: { width: f.properties.widthMetres } }),
    ),
  )
}

export function stationFeatures(city: City, say: Say): FeatureCollection {
  return collect(city.stations.map(s => at(s.location, { id: s.id, name: say(labelOf(s.name)) })))
}

export function unitFeatures({ units, only }: MapData): FeatureCollection {
  return collect(
    units
      .filter(unit => unit.duty !== 'off_duty')
      .map(unit => {
        const shape = unitShapeOf(unit.status, unit.primary)
        const working = unit.assignment !== null
        return at(unit.location, {
          id: unit.id,
          incident: unit.incident ?? '',
          callSign: unit.callSign,
          shape,
          rank: working ? 2 : 1,
          dim: only !== undefined && !only.has(unit.id),
        })
      }),
  )
}

export function incidentFeatures({ incidents, selectedIncident }: MapData): FeatureCollection {
  return collect(
    incidents.flatMap(({ id, grade, location }) =>
      location === null ? [] : [at(location, { id, grade, selected: id === selectedIncident })],
    ),
  )
}

/** Straight lines from units to the incident they are sent to: who goes where, not how. */
export function linkFeatures({ incidents, units, selectedIncident }: MapData): FeatureCollection {
  const incident = incidents.find(i => i.id === selectedIncident)
  if (incident === undefined || incident.location === null) return collect([])
  const { location } = incident
  return collect(
    units
      .filter(unit => unit.incident === incident.id)
      .map(unit => ({
        type: 'Feature',
        properties: {},
        geometry: { type: 'LineString', coordinates: [position(unit.location), position(location)] },
      })),
  )
}

export function pickFeatures({ pick }: MapData): FeatureCollection {
  return collect(pick === undefined ? [] : [at(pick, {})])
}

function at(point: Point, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: position(point) } }
}

function position({ lon, lat }: Point): [number, number] {
  return [lon, lat]
}

function collect(features: Feature<Geometry>[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}
