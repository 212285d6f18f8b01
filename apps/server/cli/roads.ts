import { rename, rm, writeFile } from 'node:fs/promises'
import {
  type Imported,
  importCsv,
  importOsm,
  loadRoads,
  type Mode,
  modes,
  type Roads,
  readTable,
  summarise,
  writeGraph,
} from '@kuaiji/roads'
import { type Command, Option } from 'commander'
import { answer, type Finding } from './answer.ts'
import { progress } from './progress.ts'

interface ImportFlags {
  readonly csv?: readonly string[]
  readonly osm?: string
  readonly out: string
  readonly attribution?: string
  readonly json?: boolean
}

interface TimesFlags {
  readonly graph: string
  readonly pairs: string
  readonly mode: Mode
  readonly out: string
  readonly json?: boolean
}

interface InfoFlags {
  readonly graph: string
  readonly json?: boolean
}

/** As many pairs fit comfortably in memory; beyond it a table of all pairs is another tool's work. */
const pairsMax = 5_000_000

/** `kuaiji roads import | times | info`: road networks from the command line. */
export function roadsCommand(program: Command): void {
  const roads = program.command('roads').description('import road networks and compute travel times on them')
  roads
    .command('import')
    .description('make a graph file of a nodes and an arcs table, or of OpenStreetMap data')
    .option('--csv <file...>', 'nodes.csv.gz and arcs.csv.gz')
    .option('--osm <file>', 'OpenStreetMap extract: .osm.pbf, .osm or .osm.gz')
    .requiredOption('--out <file>', 'graph file to write')
    .option('--attribution <text>', 'with --csv: whom the map must name')
    .option('--json', 'one JSON document on standard output')
    .action((flags: ImportFlags) => answer('roads import', flags.json === true, () => importRoads(flags)))
  roads
    .command('times')
    .description('travel times of pairs of nodes, by the ids of the source')
    .requiredOption('--graph <path>', 'graph file, folder with nodes.csv.gz and arcs.csv.gz, or .osm.pbf')
    .requiredOption('--pairs <csv>', 'table with the columns from_id and to_id')
    .addOption(new Option('--mode <mode>', 'how units drive').choices(modes).default('regular'))
    .requiredOption('--out <csv>', 'table to write: from_id, to_id, seconds')
    .option('--json', 'one JSON document on standard output')
    .action((flags: TimesFlags) => answer('roads times', flags.json === true, () => timePairs(flags)))
  roads
    .command('info')
    .description('size, extent, length by class and mean speeds of a network')
    .requiredOption('--graph <path>', 'graph file, folder with nodes.csv.gz and arcs.csv.gz, or .osm.pbf')
    .option('--json', 'one JSON document on standard output')
    .action((flags: InfoFlags) => answer('roads info', flags.json === true, () => describe(flags)))
}

async function importRoads(flags: ImportFlags): Promise<Finding> {
  const { graph, counts } = await readSource(flags)
  const bytes = writeGraph(graph)
  await writeWhole(flags.out, bytes)
  const { nodesDropped, arcsDropped, componentsDropped } = counts
  const left =
    componentsDropped === 0
      ? 'nothing left out'
      : `left out ${nodesDropped} nodes and ${arcsDropped} arcs that cannot be driven to and from`
  return {
    sentence: `${flags.out}: ${graph.nodeCount} nodes and ${graph.arcCount} arcs; ${left}`,
    report: { out: flags.out, bytes: bytes.length, nodes: graph.nodeCount, arcs: graph.arcCount, ...counts },
  }
}

async function readSource({ csv, osm, attribution }: ImportFlags): Promise<Imported> {
  if ((csv === undefined) === (osm === undefined)) throw new Error('give either --csv or --osm')
  if (osm !== undefined) {
    console.error(`reading ${osm}`)
    return importOsm(osm)
  }
  const [nodes, arcs, ...more] = csv ?? []
  if (nodes === undefined || arcs === undefined || more.length > 0) {
    throw new Error('--csv takes two files: the nodes and the arcs')
  }
  console.error(`reading ${nodes} and ${arcs}`)
  return importCsv(nodes, arcs, attribution)
}

/** Pairs as columns, in the order of the file. */
interface Pairs {
  readonly fromIds: number[]
  readonly toIds: number[]
  readonly from: number[]
  readonly to: number[]
}

async function timePairs({ graph, pairs: file, mode, out }: TimesFlags): Promise<Finding> {
  console.error(`reading ${graph}`)
  const roads = await loadRoads(graph)
  const pairs = await readPairs(file, roads)
  const { ms, targets } = timesOf(roads, pairs, mode)
  const rows = pairs.fromIds.map(
    (from, i) => `${from},${pairs.toIds[i]},${ms[i] === -1 ? '' : (ms[i]! / 1000).toFixed(3)}\n`,
  )
  await writeWhole(out, `from_id,to_id,seconds\n${rows.join('')}`)
  const unreachable = ms.filter(time => time === -1).length
  return {
    sentence: `${out}: ${rows.length} travel times (${mode}) to ${targets} targets, ${unreachable} without a way`,
    report: { out, mode, pairs: rows.length, targets, unreachable },
  }
}

async function readPairs(file: string, roads: Roads): Promise<Pairs> {
  const pairs: Pairs = { fromIds: [], toIds: [], from: [], to: [] }
  await readTable(file, ['from_id', 'to_id'], pairsMax, row => {
    const end = (column: string, ids: number[], nodes: number[]) => {
      const id = row.id(column)
      const node = roads.findNode(id)
      if (node === undefined) throw row.fault(column, `the graph has no node ${id}`)
      ids.push(id)
      nodes.push(node)
    }
    end('from_id', pairs.fromIds, pairs.from)
    end('to_id', pairs.toIds, pairs.to)
  })
  return pairs
}

/** One search per target answers all pairs that lead to it. */
function timesOf(roads: Roads, { from, to }: Pairs, mode: Mode): { ms: Int32Array; targets: number } {
  const ms = new Int32Array(to.length)
  const ofTarget = Map.groupBy(to.keys(), pair => to[pair]!)
  const show = progress('routing')
  let done = 0
  for (const [target, pairs] of ofTarget) {
    const sources = Int32Array.from(pairs, pair => from[pair]!)
    const times = roads.travelTimes(sources, target, mode)
    for (let i = 0; i < pairs.length; i++) ms[pairs[i]!] = times[i]!
    show(++done, ofTarget.size)
  }
  return { ms, targets: ofTarget.size }
}

async function describe({ graph }: InfoFlags): Promise<Finding> {
  const roads = await loadRoads(graph)
  const summary = summarise(roads.graph)
  const { nodes, arcs, connected, bounds, kilometres, meanKmh, attribution } = summary
  const classes = Object.entries(kilometres).filter(([, km]) => km > 0)
  const sentence = [
    `${graph}: ${nodes} nodes, ${arcs} arcs, ${connected ? 'strongly connected' : 'not connected'}`,
    `extent ${bounds.map(degrees => degrees.toFixed(5)).join(' ')}`,
    `kilometres ${classes.map(([name, km]) => `${name} ${km}`).join(', ')}`,
    `mean speed ${meanKmh.regular} km/h, with siren ${meanKmh.siren} km/h`,
    ...(attribution === '' ? [] : [attribution]),
  ]
  return { sentence: sentence.join('\n'), report: { graph, ...summary } }
}

/** Writes a file whole or not at all. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.part`
  try {
    await writeFile(part, content)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw new Error(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`)
  }
}
