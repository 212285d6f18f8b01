import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { roadsCommand } from './roads.ts'

const nodes = 'id,lon,lat\n10,120,30\n20,120.01,30\n30,120.01,30.01\n40,121,31\n'
const arcs =
  'from,to,sec_regular,sec_lights_sirens\n10,20,60.5,40\n20,30,70,50\n30,10,80,60.25\n20,10,61,41\n30,40,9,9\n'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-cli-roads-'))
  await writeFile(join(folder, 'nodes.csv.gz'), gzipSync(nodes))
  await writeFile(join(folder, 'arcs.csv.gz'), gzipSync(arcs))
})
afterEach(() => rm(folder, { recursive: true }))

/** Runs `kuaiji roads …` in this process; `{}` in a word stands for the folder. */
async function kuaiji(line: string) {
  const out: string[] = []
  const errors: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(text => void out.push(text))
  const error = vi.spyOn(console, 'error').mockImplementation(text => void errors.push(text))
  const progress = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const program = new Command('kuaiji')
    .exitOverride()
    .configureOutput({ writeErr: text => errors.push(text) })
  roadsCommand(program)
  const words = line.split(' ').map(word => word.replaceAll('{}', folder))
  const thrown = await program.parseAsync(words, { from: 'user' }).then(
    () => 0,
    reason => reason.exitCode as number,
  )
  const exitCode = thrown || Number(process.exitCode ?? 0)
  process.exitCode = undefined
  for (const spy of [log, error, progress]) spy.mockRestore()
  return { exitCode, out: out.join('\n'), errors: errors.join('\n').replaceAll(folder, '{}') }
}

const importing = 'roads import --csv {}/nodes.csv.gz {}/arcs.csv.gz --out {}/city.graph'

describe('kuaiji roads', () => {
  test('imports tables to a graph file and says what was left out', async () => {
    const { exitCode, out } = await kuaiji(`${importing} --json`)
    expect(exitCode).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ok: true, nodes: 3, arcs: 4, nodesDropped: 1, arcsDropped: 1 })
    expect((await kuaiji(importing)).out).toContain('3 nodes and 4 arcs; left out 1 nodes and 1 arcs')
  })

  test('computes the times of pairs, in their order, by the ids of the source', async () => {
    await kuaiji(importing)
    await writeFile(join(folder, 'pairs.csv'), 'note,to_id,from_id\nx,10,20\n,30,10\n,10,30\n,10,10\n')
    const times = 'roads times --graph {}/city.graph --pairs {}/pairs.csv --out {}/times.csv'
    const { exitCode, out } = await kuaiji(`${times} --mode siren --json`)
    expect(exitCode).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ pairs: 4, targets: 2, unreachable: 0, mode: 'siren' })
    const table = 'from_id,to_id,seconds\n20,10,41.000\n10,30,90.000\n30,10,60.250\n10,10,0.000\n'
    expect(await readFile(join(folder, 'times.csv'), 'utf8')).toBe(table)
    await kuaiji(times)
    expect(await readFile(join(folder, 'times.csv'), 'utf8')).toContain('10,30,130.500')
  })

  test('describes a graph file and a folder of tables alike', async () => {
    await kuaiji(importing)
    const file = JSON.parse((await kuaiji('roads info --graph {}/city.graph --json')).out)
    const tables = JSON.parse((await kuaiji('roads info --graph {} --json')).out)
    expect(file).toMatchObject({ nodes: 3, arcs: 4, connected: true, bounds: [120, 30, 120.01, 30.01] })
    expect({ ...tables, graph: file.graph }).toEqual(file)
    expect((await kuaiji('roads info --graph {}/city.graph')).out).toContain('strongly connected')
  })

  test.each([
    ['roads import --csv {}/nodes.csv.gz --out {}/x', /--csv takes two files/],
    ['roads import --out {}/x', /give either --csv or --osm/],
    ['roads import --csv {}/nodes.csv.gz {}/arcs.csv.gz', /required option '--out <file>' not specified/],
    ['roads import --osm {}/none.osm.pbf --out {}/x', /\{\}\/none\.osm\.pbf: there is no such file/],
    [
      'roads import --csv {}/arcs.csv.gz {}/nodes.csv.gz --out {}/x',
      /arcs\.csv\.gz, line 1: the column id is missing/,
    ],
    [`${importing}/no/such/folder`, /\{\}\/city\.graph\/no\/such\/folder cannot be written \(ENOENT\)/],
    ['roads times --graph {} --pairs {}/nodes.csv.gz --out {}/x', /line 1: the column from_id is missing/],
    [
      'roads times --graph {} --pairs {}/wrong.csv --out {}/x',
      /wrong\.csv, line 3, column to_id: the graph has no node 40/,
    ],
    ['roads times --graph {} --pairs {}/p --out {}/x --mode fast', /Allowed choices are regular, siren/],
    ['roads info --graph {}/wrong.csv', /wrong\.csv: is no graph file, folder/],
  ])('%s ends in one sentence and exit code 1, nothing written', async (line, sentence) => {
    await writeFile(join(folder, 'wrong.csv'), 'from_id,to_id\n10,20\n10,40\n')
    const before = await readdir(folder)
    const { exitCode, out, errors } = await kuaiji(line)
    expect(exitCode).toBe(1)
    expect(out).toBe('')
    expect(errors).toMatch(sentence)
    expect(await readdir(folder)).toEqual(before)
  })
})
