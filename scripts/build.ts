import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '../apps/server/database/settings.ts'

/** Builds the console into `apps/console/dist` unless nothing that goes into it changed since the last build. */
const app = join(repository, 'apps/console')
const stamp = join(app, 'dist/.sources')

const sources = await hashSources(['apps/console', 'packages', 'tracks', 'catalog'])
if ((await readFile(stamp, 'utf8').catch(() => '')) !== sources) {
  const began = performance.now()
  process.stderr.write('Building the console … ')
  try {
    const { build } = await import('vite')
    await build({ root: app, logLevel: 'error' })
    await writeFile(stamp, sources)
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`)
  } catch (error) {
    process.stderr.write(`failed\n${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}

/** Over-inclusive on purpose: building once too often takes seconds, once too seldom shows an old screen. */
async function hashSources(folders: readonly string[]): Promise<string> {
  const files = (await Promise.all(folders.map(listFiles))).flat().sort()
  const hash = createHash('sha256')
  for (const file of ['package-lock.json', 'scripts/build.ts', ...files]) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(repository, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

async function listFiles(folder: string): Promise<string[]> {
  const inside = await readdir(join(repository, folder), { withFileTypes: true })
  const lists = inside
    .filter(
      ({ name }) => !['node_modules', 'dist', 'sql'].includes(name) && !/\.(spec|test)\.tsx?$/.test(name),
    )
    .map(entry => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? listFiles(path) : [path]
    })
  return (await Promise.all(lists)).flat()
}
