import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { encodeBundle } from './bundle.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { LogFault } from './fault.ts'
import { inOrder } from './in-order.ts'
import { folderSource, type LogSource, readBundle, readTile } from './log-source.ts'
import type { Verifier } from './note.ts'
import { countResources, edgeOf, type ResourceId, resourcesOf, tilePath, tileWidth } from './tile.ts'
import { type LogReport, verifyLog } from './verify-log.ts'

export interface ExportOptions {
  readonly log?: Verifier
  readonly origin?: string
  /** Resources copied at the same time; default 8. */
  readonly concurrency?: number
  readonly onProgress?: (done: { readonly files: number; readonly total: number }) => void
}

export interface ExportReport extends LogReport {
  /** Tiles and bundles written, and those that stood there whole from an earlier export. */
  readonly written: number
  readonly kept: number
}

/**
 * Copies the published size of a log into a folder in the tlog-tiles layout: tiles and bundles first, each under
 * another name until it is whole; then the copy is verified, as an extension of what the folder held before; only then
 * comes the checkpoint. Cut short, it goes on where it stopped, and the folder's old checkpoint stays true meanwhile.
 */
export async function writeLog(
  source: LogSource,
  folder: string,
  options: ExportOptions = {},
): Promise<ExportReport> {
  const note = await source.checkpoint()
  const checkpoint = openCheckpoint(note, options)
  const olderCheckpoint = await expectOlder(folder, checkpoint)
  const copy = folderSource(folder)
  const resources = resourcesOf(checkpoint.size)
  const total = countResources(checkpoint.size)
  let written = 0
  let files = 0
  const next = () => writeResource(source, copy, folder, resources.next().value as ResourceId)
  for await (const isNew of inOrder(total, options.concurrency ?? 8, next)) {
    if (isNew) written++
    options.onProgress?.({ files: ++files, total })
  }
  const report = await verifyLog(
    { ...copy, checkpoint: async () => note },
    { ...options, onProgress: () => {}, ...(olderCheckpoint === undefined ? {} : { olderCheckpoint }) },
  )
  await writeWhole(join(folder, 'checkpoint'), Buffer.from(note))
  await removeStale(folder, checkpoint.size)
  return { ...report, written, kept: total - written }
}

/** The checkpoint that an earlier export left in the folder; a folder of another log is left alone. */
async function expectOlder(folder: string, { origin, size }: Checkpoint): Promise<string | undefined> {
  const note = await absentIfMissing(folderSource(folder).checkpoint())
  if (note === undefined) return undefined
  const older = openCheckpoint(note, {})
  if (older.origin !== origin)
    throw new LogFault('origin', `${folder} holds an export of the log ${older.origin}, not of ${origin}`)
  if (older.size > size)
    throw new LogFault('inconsistent', `${folder} holds ${older.size} entries, the log shows only ${size}`)
  return note
}

async function absentIfMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof LogFault && error.code === 'missing') return undefined
    throw error
  }
}

/** Answers whether it had to be written. */
async function writeResource(
  source: LogSource,
  copy: LogSource,
  folder: string,
  id: ResourceId,
): Promise<boolean> {
  if ((await wholeBytes(copy, id).catch(() => undefined)) !== undefined) return false
  const bytes = await wholeBytes(source, id)
  if (bytes === undefined)
    throw new LogFault('malformed', `${tilePath(id)} does not hold ${id.width} entries`, id.index * tileWidth)
  await writeWhole(join(folder, tilePath(id)), bytes)
  return true
}

/** The resource as this size of log has it, or undefined when it holds too few or too many entries. */
async function wholeBytes(source: LogSource, id: ResourceId): Promise<Uint8Array | undefined> {
  if (id.level !== 'entries') return readTile(source, id)
  const leaves = await readBundle(source, id)
  return leaves.length === id.width ? encodeBundle(leaves) : undefined
}

/** A reader finds the old file or the whole new one. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.new`, bytes, { flush: path.endsWith('checkpoint') })
  await rename(`${path}.new`, path)
}

/** Removes partial tiles and bundles of other sizes, and what an export cut short has left. */
async function removeStale(folder: string, size: number): Promise<void> {
  const bundles = edgeOf(size).flatMap(id => (id.level === 0 ? [{ ...id, level: 'entries' as const }] : []))
  const current = [...edgeOf(size), ...bundles].map(tilePath)
  const items = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const item of items) {
    const path = join(item.parentPath, item.name)
    const inLog = relative(folder, path)
    const stale = item.isDirectory()
      ? item.name.endsWith('.p') && !current.some(partial => partial.startsWith(`${inLog}/`))
      : item.name.endsWith('.new') || (item.parentPath.endsWith('.p') && !current.includes(inLog))
    if (stale) await rm(path, { recursive: true, force: true })
  }
}
