import { type Palette, palettes, type ThemeName } from '@kuaiji/ui'
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'

/** Roads that are drawn as one: the class decides colour and width. */
const trunk = ['motorway', 'trunk']
const major = ['primary', 'secondary']
const minor = ['tertiary', 'minor', 'service']

const nothing: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

export const dataSources = ['districts', 'rivers', 'stations', 'units', 'links', 'incidents', 'pick'] as const
export type DataSource = (typeof dataSources)[number]

/** Text is drawn by the browser from our own font (no `glyphs`): MapLibre rasterises the family it finds here. */
const font = ['Noto Sans SC Variable']

/** The city by night and by day. No outside request: tiles, fonts and icons are all the project's own. */
export function styleOf(theme: ThemeName): StyleSpecification {
  const p = palettes[theme]
  return {
    version: 8,
    name: `kuaiji-${theme}`,
    sources: {
      roads: {
        type: 'vector',
        tiles: [`${location.origin}/tiles/roads/{z}/{x}/{y}`],
        minzoom: 6,
        maxzoom: 16,
      },
      ...Object.fromEntries(
        dataSources.map(name => [name, { type: 'geojson', data: nothing } satisfies SourceSpecification]),
      ),
    },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': p.mapOutside } },
      {
        id: 'district-fill',
        type: 'fill',
        source: 'districts',
        paint: { 'fill-color': p.mapLand, 'fill-antialias': false },
      },
      {
        id: 'urban-fill',
        type: 'fill',
        source: 'districts',
        filter: ['==', ['get', 'urban'], true],
        paint: { 'fill-color': p.mapUrban, 'fill-antialias': false },
      },
      {
        id: 'river',
        type: 'line',
        source: 'rivers',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': p.mapWater,
          'line-width': [
            'interpolate',
            ['exponential', 2],
            ['zoom'],
            8,
            ['/', ['get', 'width'], 150],
            16,
            ['*', ['get', 'width'], 0.5],
          ],
        },
      },
      road('road-minor', minor, p.mapRoadMinor, [11, 0.35, 13, 0.7, 16, 3.2]),
      road('road-major', major, p.mapRoadMajor, [8, 0.4, 11, 0.9, 13, 1.6, 16, 5.5]),
      road('road-trunk', trunk, p.mapRoadTrunk, [7, 0.7, 11, 1.5, 13, 2.4, 16, 7]),
      {
        id: 'district-line',
        type: 'line',
        source: 'districts',
        filter: ['!=', ['get', 'urban'], true],
        paint: { 'line-color': p.mapBorder, 'line-width': 1, 'line-dasharray': [5, 3], 'line-opacity': 0.8 },
      },
      ...names(p, theme),
      ...marks(p, theme),
    ],
  }
}

function road(id: string, classes: string[], colour: string, stops: number[]): LayerSpecification {
  return {
    id,
    type: 'line',
    source: 'roads',
    'source-layer': 'roads',
    filter: ['in', ['get', 'class'], ['literal', classes]],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], ...stops] as ExpressionSpecification,
    },
  }
}

/** Seen from afar the units at work stand out, and those that wait step back. */
function sizeAt(working: number, waiting: number): ExpressionSpecification {
  return ['case', ['==', ['get', 'rank'], 2], working, waiting]
}

function names(p: Palette, theme: ThemeName): LayerSpecification[] {
  return [
    {
      id: 'station',
      type: 'symbol',
      source: 'stations',
      minzoom: 9.6,
      layout: {
        'icon-image': `station/${theme}`,
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', 12.2, ['get', 'name']],
        'text-font': font,
        'text-size': 11,
        'text-anchor': 'left',
        'text-offset': [0.8, 0],
        'text-optional': true,
      },
      paint: { 'text-color': p.mapLabel, 'text-halo-color': p.mapHalo, 'text-halo-width': 1.2 },
    },
    {
      id: 'district-name',
      type: 'symbol',
      source: 'districts',
      maxzoom: 12.6,
      filter: ['!=', ['get', 'urban'], true],
      layout: {
        'text-field': ['get', 'label'],
        'text-font': font,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 11.5, 11, 14],
        'text-letter-spacing': ['get', 'spacing'],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': p.mapLabel, 'text-halo-color': p.mapHalo, 'text-halo-width': 1.4 },
    },
  ]
}

function marks(p: Palette, theme: ThemeName): LayerSpecification[] {
  return [
    {
      id: 'link',
      type: 'line',
      source: 'links',
      paint: { 'line-color': p.accent, 'line-width': 1.2, 'line-dasharray': [2, 2.5], 'line-opacity': 0.9 },
    },
    {
      id: 'unit',
      type: 'symbol',
      source: 'units',
      layout: {
        'icon-image': ['concat', 'unit/', ['get', 'shape'], `/${theme}`],
        'icon-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          9,
          sizeAt(0.78, 0.4),
          12,
          sizeAt(1, 0.8),
          14,
          1.15,
        ],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'rank'],
        'text-field': ['step', ['zoom'], '', 13.4, ['get', 'callSign']],
        'text-font': font,
        'text-size': 11,
        'text-anchor': 'top',
        'text-offset': [0, 0.7],
        'text-optional': true,
      },
      paint: {
        'text-color': p.ink2,
        'text-halo-color': p.mapHalo,
        'text-halo-width': 1.2,
        'icon-opacity': [
          'interpolate',
          ['linear'],
          ['zoom'],
          9.5,
          ['case', ['get', 'dim'], 0.3, ['==', ['get', 'rank'], 2], 1, 0.6],
          12,
          ['case', ['get', 'dim'], 0.35, 1],
        ],
      },
    },
    {
      id: 'incident-ring',
      type: 'circle',
      source: 'incidents',
      filter: ['get', 'selected'],
      paint: {
        'circle-radius': 17,
        'circle-color': 'transparent',
        'circle-stroke-color': p.accent,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'incident',
      type: 'symbol',
      source: 'incidents',
      layout: {
        'icon-image': ['concat', 'grade/', ['get', 'grade'], `/${theme}`],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.82, 13, 1.1],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['-', 10, ['get', 'grade']],
      },
    },
    {
      id: 'pick',
      type: 'symbol',
      source: 'pick',
      layout: { 'icon-image': `pick/${theme}`, 'icon-allow-overlap': true, 'icon-anchor': 'center' },
    },
  ]
}
