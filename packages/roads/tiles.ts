import { fromVectorTileJs, GeoJSONWrapper } from '@maplibre/vt-pbf'
import type { FeatureCollection } from 'geojson'
import GeoJSONVT, { type LegacyTile } from 'geojson-vt'
import type { RoadGraph } from './graph.ts'
import { roadLines } from './lines.ts'
import { type RoadClass, roadClasses } from './road-class.ts'
import { type Bounds, boundsOf } from './summary.ts'

/** Deepest zoom that is cut; a map enlarges these tiles beyond it. At 16 a unit of the tile is 15 cm. */
export const tileZoomMax = 16

/** Zoom from which a class is drawn: a city's main roads first. */
const fromZoom: Readonly<Record<RoadClass, number>> = {
  motorway: 0,
  trunk: 0,
  primary: 8,
  secondary: 9,
  tertiary: 11,
  minor: 12,
  service: 13,
}

const extent = 4096
const buffer = 64
/** A city at one zoom fills a screen with some 30 tiles; 512 of them at 10 to 60 KB are 20 MB or so. */
const keptTilesMax = 512

/** Vector tiles of a road network, cut when asked for. */
export interface RoadTiles {
  /** What a map needs to show the whole network. */
  readonly bounds: Bounds
  readonly attribution: string
  /**
   * Mapbox Vector Tile 2.1 (not compressed) with one layer `roads` of lines with the property `class`, one of
   * `roadClasses`; undefined where there is no such tile or no road in it. Do not change the bytes: they are kept.
   */
  tile(z: number, x: number, y: number): Uint8Array | undefined
}

/** Prepares the tiles of a graph: merges its arcs to lines and indexes them. */
export function roadTiles(graph: RoadGraph): RoadTiles {
  const bounds = boundsOf(graph)
  const index = new GeoJSONVT(featuresOf(graph), { maxZoom: tileZoomMax, indexMaxZoom: 4, extent, buffer })
  const kept = new Map<string, Uint8Array | undefined>()
  return {
    bounds,
    attribution: graph.attribution,
    tile(z, x, y) {
      if (!isTile(z, x, y) || !overlaps(bounds, z, x, y)) return undefined
      const key = `${z}/${x}/${y}`
      const bytes = kept.has(key) ? kept.get(key) : encode(index.getTile(z, x, y), z)
      kept.delete(key)
      kept.set(key, bytes)
      if (kept.size > keptTilesMax) kept.delete(kept.keys().next().value!)
      return bytes
    },
  }
}

function encode(tile: LegacyTile | null, z: number): Uint8Array | undefined {
  const features = tile?.features.filter(({ tags }) => fromZoom[tags?.class as RoadClass] <= z) ?? []
  if (features.length === 0) return undefined
  const layer = new GeoJSONWrapper(features, { version: 2, extent })
  layer.name = 'roads'
  return fromVectorTileJs({ layers: { roads: layer } })
}

function featuresOf(graph: RoadGraph): FeatureCollection {
  const features = roadLines(graph).map(({ roadClass, nodes }) => ({
    type: 'Feature' as const,
    properties: { class: roadClasses[roadClass]! },
    geometry: {
      type: 'LineString' as const,
      coordinates: nodes.map(node => [graph.lons[node]!, graph.lats[node]!]),
    },
  }))
  return { type: 'FeatureCollection', features }
}

function isTile(z: number, x: number, y: number): boolean {
  if (!Number.isInteger(z) || z < 0 || z > tileZoomMax) return false
  return [x, y].every(i => Number.isInteger(i) && i >= 0 && i < 2 ** z)
}

/** Tiles away from the network are never cut: the index would keep an empty one for each request. */
function overlaps([west, south, east, north]: Bounds, z: number, x: number, y: number): boolean {
  const margin = buffer / extent
  const size = 2 ** z
  const column = (lon: number) => ((lon + 180) / 360) * size
  const row = (lat: number) => {
    const sin = Math.sin((lat * Math.PI) / 180)
    return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size
  }
  return (
    x + 1 + margin >= column(west) &&
    x - margin <= column(east) &&
    y + 1 + margin >= row(north) &&
    y - margin <= row(south)
  )
}
