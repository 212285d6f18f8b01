import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A street of eleven nodes, 111 m apart, in the Hudson: nobody lives there. */
const nodes = Array.from({ length: 11 }, (_, i) => `${i + 1},-74.1,${(40.5 + i * 0.001).toFixed(3)}`)
const arcs = Array.from({ length: 10 }, (_, i) => [
  `${i + 1},${i + 2},10,15`,
  `${i + 2},${i + 1},10,15`,
]).flat()

/** Writes the street as a folder of `nodes.csv.gz` and `arcs.csv.gz`. */
export async function makeRoads(folder: string): Promise<string> {
  const roads = join(folder, 'street')
  await mkdir(roads, { recursive: true })
  const arcsTable = ['from,to,sec_lights_sirens,sec_regular', ...arcs].join('\n')
  await writeFile(join(roads, 'nodes.csv.gz'), gzipSync(['id,lon,lat', ...nodes].join('\n')))
  await writeFile(join(roads, 'arcs.csv.gz'), gzipSync(arcsTable))
  return roads
}

const columns = [
  'cad_evnt_id',
  'radio_code',
  'typ_desc',
  'add_ts',
  'arrivd_ts',
  'disp_ts',
  'closng_ts',
  'latitude',
  'longitude',
  'remarks',
] as const
type Cells = Partial<Record<(typeof columns)[number], string>>

const usual: Required<Cells> = {
  cad_evnt_id: '1',
  radio_code: '12U1',
  typ_desc: 'PO/SECURITY HOLDING SUSPECT: UNIFORM/INSIDE',
  add_ts: '2024-01-01T10:00:00.000',
  disp_ts: '2024-01-01T10:02:00.000',
  arrivd_ts: '2024-01-01T10:09:30.000',
  closng_ts: '2024-01-01T11:00:00.000',
  latitude: '40.502',
  longitude: '-74.1',
  remarks: 'none',
}

/** A table in the form of New York's; what a row leaves out is usual, its id its place. */
export function callTable(rows: readonly Cells[]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((row, i) => {
    const whole = { ...usual, cad_evnt_id: String(100 + i), ...row }
    return columns.map(column => cell(whole[column])).join(',')
  })
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** Four times of a day, `10:00:00` each, as cells. */
export function times(
  received: string,
  dispatched: string,
  arrived: string,
  closed: string,
  day = '2024-01-01',
) {
  const at = (time: string) => `${day}T${time}.000`
  return { add_ts: at(received), disp_ts: at(dispatched), arrivd_ts: at(arrived), closng_ts: at(closed) }
}
