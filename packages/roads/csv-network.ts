import { GatheredArcs, GatheredNodes } from './gathered.ts'
import { metresBetween } from './geometry/point.ts'
import { arcMsMax, arcsMax, nodesMax } from './graph.ts'
import { type Imported, keepConnected } from './imported.ts'
import { RoadInputError } from './input-error.ts'
import { classOfSpeed } from './road-class.ts'
import { readTable } from './table.ts'

/** An arc longer than this is an error of the file, not a road. */
const arcKmMax = 1000

/**
 * Imports a network from two CSV tables: nodes (`id`, `lon`, `lat`) and directed arcs (`from`, `to`,
 * `sec_regular`, `sec_lights_sirens`, and `km` where the length is not the straight line). Other columns are
 * ignored. Classes are derived from speed. Throws a RoadInputError naming file, line and column.
 */
export async function importCsv(nodesFile: string, arcsFile: string, attribution = ''): Promise<Imported> {
  const nodes = await readNodes(nodesFile)
  const arcs = await readArcs(arcsFile, nodes)
  return keepConnected({ nodes, arcs, attribution })
}

async function readNodes(file: string): Promise<GatheredNodes> {
  const nodes = new GatheredNodes()
  await readTable(file, ['id', 'lon', 'lat'], nodesMax, row => {
    const id = row.id('id')
    const isNew = nodes.add(id, row.number('lon', -180, 180), row.number('lat', -90, 90))
    if (!isNew) throw row.fault('id', `node ${id} stands twice`)
  })
  if (nodes.ids.length === 0) throw new RoadInputError(file, undefined, 'has no nodes')
  return nodes
}

async function readArcs(file: string, nodes: GatheredNodes): Promise<GatheredArcs> {
  const { lons, lats } = nodes
  const arcs = new GatheredArcs()
  await readTable(file, ['from', 'to', 'sec_lights_sirens', 'sec_regular'], arcsMax, row => {
    const end = (column: string) => {
      const id = row.id(column)
      const node = nodes.find(id)
      if (node === undefined) throw row.fault(column, `there is no node ${id}`)
      return node
    }
    const from = end('from')
    const to = end('to')
    const sirenSeconds = row.number('sec_lights_sirens', 0, arcMsMax / 1000)
    const regularSeconds = row.number('sec_regular', 0, arcMsMax / 1000)
    const metres = row.has('km')
      ? row.number('km', 0, arcKmMax) * 1000
      : metresBetween(lons[from]!, lats[from]!, lons[to]!, lats[to]!)
    arcs.add(from, to, metres, regularSeconds, sirenSeconds, classOfSpeed(metres, regularSeconds))
  })
  return arcs
}
