import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RoadInputError, Roads, readGraph, writeGraph } from '@kuaiji/roads'
import type { City, CityData, StretchColumns } from './city.ts'
import { assembleCity, generateCity, generatorVersion } from './generate.ts'

export const demonstrationSeed = 1

/** The file `city.json`: the city's data, its stretches as base64 columns, and which graph file belongs to it. */
interface CityFile {
  readonly graphSha256: string
  readonly stretches: Readonly<Record<keyof StretchColumns, string>>
  readonly data: CityData
}

/**
 * The demonstration city from a folder (`city.json`, `roads.graph`). It is generated, and the folder written,
 * when the folder is missing, incomplete or damaged, or was made from another seed or by another generator.
 * Throws when the folder can be neither read nor written.
 */
export async function loadCity(folder: string, seed = demonstrationSeed): Promise<City> {
  const cached = await findCity(folder, seed)
  if (cached !== undefined) return cached
  const city = generateCity(seed)
  await saveCity(folder, city)
  return city
}

/** The city in a folder, or undefined when there is none that can be used as it stands. */
export async function findCity(folder: string, seed: number): Promise<City | undefined> {
  try {
    const file = JSON.parse(await readFile(join(folder, 'city.json'), 'utf8')) as CityFile
    if (file.data.generator !== generatorVersion || file.data.seed !== seed) return undefined
    const bytes = await readFile(join(folder, 'roads.graph'))
    if (sha256(bytes) !== file.graphSha256) return undefined
    return assembleCity(file.data, new Roads(readGraph(bytes)), columnsOf(file))
  } catch (error) {
    if (isMissingOrDamaged(error)) return undefined
    throw error
  }
}

/** Each file appears whole or not at all; `city.json`, which names the other, comes last. */
async function saveCity(folder: string, { roads, stretches, ...data }: City): Promise<void> {
  const bytes = writeGraph(roads.graph)
  const file: CityFile = {
    graphSha256: sha256(bytes),
    stretches: {
      from: base64(stretches.from),
      to: base64(stretches.to),
      road: base64(stretches.road),
      startMetres: base64(stretches.startMetres),
    },
    data,
  }
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, 'roads.graph'), bytes)
  await writeWhole(join(folder, 'city.json'), JSON.stringify(file))
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}

function columnsOf({ stretches }: CityFile): StretchColumns {
  return {
    from: int32(stretches.from),
    to: int32(stretches.to),
    road: int32(stretches.road),
    startMetres: int32(stretches.startMetres),
  }
}

function base64(values: Int32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

function int32(text: string): Int32Array {
  return new Int32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Broken JSON, missing parts and an unsound graph are damage; a folder one may not read is not. */
function isMissingOrDamaged(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return true
  return error instanceof RoadInputError || (error as NodeJS.ErrnoException).code === 'ENOENT'
}
