/**
 * Roads of a city: import, travel times, snapping, tiles and the geometry the bureau needs. Pure but for the
 * readers of files. Points are WGS-84 degrees, times whole milliseconds, lengths metres; nodes are numbers from 0.
 * What is wrong with a file is a RoadInputError (one sentence: file, place, fault); a wrong argument a RangeError.
 */
export { type Dropped, largestComponent } from './component.ts'
export { importCsv } from './csv-network.ts'
export { cellCentre, cellOf } from './geometry/cell.ts'
export { type Datum, datums, fromWgs84, toWgs84 } from './geometry/datum.ts'
export { distanceMetres, metresBetween, type Point } from './geometry/point.ts'
export { inPolygon, type Ring } from './geometry/polygon.ts'
export { buildGraph, type Mode, modes, type Network, type RoadGraph, type Star } from './graph.ts'
export { readGraph, writeGraph } from './graph-file.ts'
export type { ImportCounts, Imported, WayCounts } from './imported.ts'
export { RoadInputError } from './input-error.ts'
export { loadRoads } from './load.ts'
export { importOsm } from './osm/network.ts'
export { type RoadClass, roadClasses } from './road-class.ts'
export { type Drive, Roads } from './roads.ts'
export type { Snap } from './snap.ts'
export { type Bounds, type GraphSummary, summarise } from './summary.ts'
export { readTable, type TableRow } from './table.ts'
export { type RoadTiles, roadTiles, tileZoomMax } from './tiles.ts'
