import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { importCsv } from './csv-network.ts'
import type { RoadGraph } from './graph.ts'
import { isGraphFile, readGraph } from './graph-file.ts'
import { RoadInputError } from './input-error.ts'
import { importOsm } from './osm/network.ts'
import { Roads } from './roads.ts'
import { fileFault } from './text-file.ts'

/**
 * Opens a road network: a graph file, a folder with `nodes.csv.gz` and `arcs.csv.gz`, or OpenStreetMap data
 * (`.osm.pbf`, `.osm`, `.osm.gz`). Throws a RoadInputError that names file and place.
 */
export async function loadRoads(path: string): Promise<Roads> {
  const graph = await loadGraph(path).catch(error => {
    throw fileFault(path, error)
  })
  return new Roads(graph)
}

async function loadGraph(path: string): Promise<RoadGraph> {
  if ((await stat(path)).isDirectory()) {
    return (await importCsv(join(path, 'nodes.csv.gz'), join(path, 'arcs.csv.gz'))).graph
  }
  if (/\.(pbf|osm|osm\.gz)$/.test(path)) return (await importOsm(path)).graph
  if (await beginsAsGraph(path)) return readGraph(await readFile(path), path)
  throw new RoadInputError(
    path,
    undefined,
    'is no graph file, folder of nodes and arcs, or OpenStreetMap file',
  )
}

async function beginsAsGraph(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    return isGraphFile(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
