import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeLog } from './export.ts'
import { LogFault } from './fault.ts'
import { folderSource } from './log-source.ts'
import { signerFrom, verifierOf } from './note.ts'
import { memorySource, sampleLeaves, sampleLog, sampleSigner } from './sample.ts'
import { verifyLog } from './verify-log.ts'

const log = verifierOf(sampleSigner)
const leaves = sampleLeaves(1_100)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function filesIn(): Promise<Map<string, Buffer>> {
  const items = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = items.filter(item => item.isFile()).map(item => join(item.parentPath, item.name))
  return new Map(await Promise.all(paths.map(async p => [relative(folder, p), await readFile(p)] as const)))
}

function plain(files: ReadonlyMap<string, Uint8Array>) {
  return Object.fromEntries(
    [...files].sort().map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]),
  )
}

it.each([0, 1, 256, 600])('of %i entries is the log, byte for byte', async size => {
  const files = sampleLog(leaves.slice(0, size))
  const report = await writeLog(memorySource(files), folder, { log })
  expect(plain(await filesIn())).toEqual(plain(files))
  expect(report).toMatchObject({ size, written: files.size - 1, kept: 0, trusted: 'key' })
  expect(await verifyLog(folderSource(folder), { log })).toMatchObject({ size })
})

it('is continued: what is full stays, what was partial goes', async () => {
  await writeLog(memorySource(sampleLog(leaves.slice(0, 600))), folder, { log })
  const later = sampleLog(leaves)
  const report = await writeLog(memorySource(later), folder, { log })
  expect(plain(await filesIn())).toEqual(plain(later))
  expect(report).toMatchObject({ size: 1_100, extendsSize: 600, kept: 4 })
  expect(await readdir(folder, { recursive: true })).not.toContain('tile/0/002.p')
  expect(await writeLog(memorySource(later), folder, { log })).toMatchObject({ written: 0 })
})

it('cut short, leaves the old export whole and goes on next time', async () => {
  const before = sampleLog(leaves.slice(0, 300))
  await writeLog(memorySource(before), folder, { log })
  const later = sampleLog(leaves)
  const source = memorySource(later)
  let reads = 0
  const failing = {
    ...source,
    async tile(path: string) {
      if (++reads > 6) throw new LogFault('unreachable', 'the line is cut')
      return source.tile(path)
    },
  }
  await expect(writeLog(failing, folder, { log, concurrency: 2 })).rejects.toThrow('the line is cut')
  expect(await verifyLog(folderSource(folder), { log })).toMatchObject({ size: 300 })
  await writeFile(join(folder, 'tile/0/001.new'), 'left behind')
  await writeLog(source, folder, { log })
  expect(plain(await filesIn())).toEqual(plain(later))
})

it('does not take over a log that was rewritten, has shrunk or is another', async () => {
  const before = sampleLog(leaves.slice(0, 600))
  await writeLog(memorySource(before), folder, { log })
  const rewritten = sampleLog(leaves.with(599, Buffer.from('other')))
  await expect(writeLog(memorySource(rewritten), folder, { log })).rejects.toThrow(
    'the first 600 entries are not',
  )
  const shrunk = sampleLog(leaves.slice(0, 500))
  await expect(writeLog(memorySource(shrunk), folder, { log })).rejects.toThrow('the log shows only 500')
  const other = signerFrom('log.example/other', Buffer.alloc(32, 5))
  const foreign = memorySource(sampleLog(leaves, other))
  await expect(writeLog(foreign, folder, { log: verifierOf(other) })).rejects.toThrow(
    'an export of the log log.example/spec',
  )
  expect(await verifyLog(folderSource(folder), { log })).toMatchObject({ size: 600 })
})

it('mends files that a power cut has left empty, and takes no bundle of the wrong length', async () => {
  const files = sampleLog(leaves)
  await writeLog(memorySource(files), folder, { log })
  await writeFile(join(folder, 'tile/0/001'), '')
  await writeFile(join(folder, 'tile/entries/001'), '')
  expect(await writeLog(memorySource(files), folder, { log })).toMatchObject({ written: 2 })
  await rm(folder, { recursive: true })
  files.set('tile/entries/001', files.get('tile/entries/004.p/76')!)
  await expect(writeLog(memorySource(files), folder, { log })).rejects.toThrow(
    'tile/entries/001 does not hold 256',
  )
})
