import 'maplibre-gl/dist/maplibre-gl.css'
import { useText, useTheme } from '@kuaiji/ui'
import {
  AttributionControl,
  type GeoJSONSource,
  type MapMouseEvent,
  Map as MapView,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { useEffect, useRef, useState } from 'react'
import type { Point } from '../../shape.ts'
import { useCity } from '../city.ts'
import {
  districtFeatures,
  incidentFeatures,
  linkFeatures,
  type MapData,
  pickFeatures,
  riverFeatures,
  stationFeatures,
  unitFeatures,
} from './features.ts'
import { drawIcon } from './icons.ts'
import css from './map.module.css'
import { type DataSource, styleOf } from './style.ts'

setWorkerUrl(workerUrl)

interface Props extends MapData {
  /** Where to look; a new object moves the view there. */
  readonly focus?: { readonly point: Point; readonly zoom?: number } | undefined
  readonly onIncident?: ((id: string) => void) | undefined
  /** A place was pointed at; while it is given, the cursor is a cross. */
  readonly onPick?: ((point: Point) => void) | undefined
  readonly label: string
}

export function CityMap(props: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const map = useMapView(holder, props)
  useData(map, props)
  useFocus(map, props)
  return (
    <div className={css.map} data-drawn={useDrawn(map)}>
      <div ref={holder} className={css.holder} role="application" aria-label={props.label} />
    </div>
  )
}

/** The view itself: made once, repainted when the theme changes, told of clicks through the newest props. */
function useMapView(holder: React.RefObject<HTMLDivElement | null>, props: Props): MapView | undefined {
  const [map, setMap] = useState<MapView>()
  const theme = useTheme()
  const city = useCity()
  const latest = useRef(props)
  latest.current = props
  const known = city.id !== ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is changed below, without a new view
  useEffect(() => {
    if (holder.current === null || !known) return
    const [west, south, east, north] = city.bounds
    const view = new MapView({
      container: holder.current,
      style: styleOf(theme),
      bounds: [west, south, east, north],
      fitBoundsOptions: { padding: 12 },
      maxBounds: [west - 0.5, south - 0.4, east + 0.5, north + 0.4],
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
    })
    view.addControl(new AttributionControl({ compact: true }), 'bottom-right')
    view.touchZoomRotate.disableRotation()
    view.setMissingStyleImageResolver(id => {
      const icon = drawIcon(id)
      if (icon !== undefined && !view.hasImage(id))
        view.addImage(id, icon.data, { pixelRatio: icon.pixelRatio })
    })
    view.on('click', event => onClick(view, event, latest.current))
    view.on('mousemove', event => {
      const over = view.getLayer('incident') !== undefined && incidentAt(view, event) !== undefined
      view.getCanvas().style.cursor = over
        ? 'pointer'
        : latest.current.onPick === undefined
          ? ''
          : 'crosshair'
    })
    view.once('load', () => setMap(view))
    return () => {
      setMap(undefined)
      view.remove()
    }
  }, [known])
  useEffect(() => {
    map?.setStyle(styleOf(theme), { diff: true })
  }, [map, theme])
  return map
}

function onClick(view: MapView, event: MapMouseEvent, { onPick, onIncident }: Props): void {
  const incident = incidentAt(view, event)
  if (incident !== undefined) onIncident?.(incident)
  else onPick?.({ lon: round(event.lngLat.lng), lat: round(event.lngLat.lat) })
}

/** The incident under the pointer, or the one that the unit under it is sent to. */
function incidentAt(view: MapView, { point }: MapMouseEvent): string | undefined {
  const near: [[number, number], [number, number]] = [
    [point.x - 5, point.y - 5],
    [point.x + 5, point.y + 5],
  ]
  for (const feature of view.queryRenderedFeatures(near, { layers: ['incident', 'unit'] })) {
    const { id, incident } = feature.properties as { id: string; incident?: string }
    if (feature.layer.id === 'incident') return id
    if (incident !== undefined && incident !== '') return incident
  }
  return undefined
}

/** A tenth of a metre is all a place needs. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

function useData(map: MapView | undefined, props: Props): void {
  const { say, language } = useText()
  const theme = useTheme()
  const city = useCity()
  const { incidents, units, selectedIncident, pick, only } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: names change with the language; a new style is empty
  useEffect(() => {
    if (map === undefined) return
    void fill(map, 'districts', districtFeatures(city, say, language))
    void fill(map, 'rivers', riverFeatures(city))
    void fill(map, 'stations', stationFeatures(city, say))
  }, [map, city, language, theme])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new style is empty
  useEffect(() => {
    if (map !== undefined) void fill(map, 'units', unitFeatures(props))
  }, [map, units, only, theme])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new style is empty
  useEffect(() => {
    if (map === undefined) return
    void fill(map, 'incidents', incidentFeatures(props))
    void fill(map, 'links', linkFeatures(props))
    void fill(map, 'pick', pickFeatures(props))
  }, [map, incidents, units, selectedIncident, pick, theme])
}

/**
 * Sets a source's data once the letters in it are there. The Chinese font comes in a hundred slices, and MapLibre
 * keeps the first picture it gets of a glyph: drawn before its slice had come, a name would stay in a stand-in font.
 */
async function fill(map: MapView, name: DataSource, data: GeoJSON.FeatureCollection): Promise<void> {
  const letters = new Set<string>()
  for (const { properties } of data.features)
    for (const key of ['label', 'name', 'callSign'])
      for (const letter of String(properties?.[key] ?? '')) letters.add(letter)
  if (letters.size > 0)
    await document.fonts
      .load('400 48px "Noto Sans SC Variable"', [...letters].join(''))
      .catch(() => undefined)
  map.getSource<GeoJSONSource>(name)?.setData(data)
}

function useFocus(map: MapView | undefined, { focus }: Props): void {
  useEffect(() => {
    if (map === undefined || focus === undefined) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    map.easeTo({
      center: [focus.point.lon, focus.point.lat],
      zoom: focus.zoom ?? Math.max(map.getZoom(), 12.5),
      duration: still ? 0 : 450,
    })
  }, [map, focus])
}

/** Whether everything asked of the map is on the screen: what a picture of it has to wait for. */
function useDrawn(map: MapView | undefined): boolean {
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    if (map === undefined) return
    const onIdle = () => setDrawn(true)
    const onData = () => setDrawn(false)
    map.on('idle', onIdle)
    map.on('dataloading', onData)
    return () => {
      map.off('idle', onIdle)
      map.off('dataloading', onData)
    }
  }, [map])
  return drawn
}
