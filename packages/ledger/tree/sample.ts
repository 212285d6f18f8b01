import { encodeBundle } from './bundle.ts'
import { signCheckpoint } from './checkpoint.ts'
import { LogFault } from './fault.ts'
import { emptyFrontier, extend, rootAt } from './frontier.ts'
import { leafHashes } from './hash.ts'
import type { LogSource } from './log-source.ts'
import { type Signer, signerFrom } from './note.ts'
import { resourcesOf, tilePath, tileWidth } from './tile.ts'

/** For specs: logs in memory, path by path, that can be tampered with. */
export const sampleSigner: Signer = signerFrom('log.example/spec', Buffer.alloc(32, 1))

export function sampleLeaves(count: number, word = 'entry'): Buffer[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`${word} ${i}`))
}

/** Everything a log over these leaves serves, by path. */
export function sampleLog(leaves: readonly Uint8Array[], signer = sampleSigner): Map<string, Uint8Array> {
  const { frontier, tiles } = extend(emptyFrontier, leafHashes(leaves))
  const files = new Map(tiles.map(tile => [tilePath(tile), tile.hashes]))
  for (const id of resourcesOf(leaves.length))
    if (id.level === 'entries') files.set(tilePath(id), encodeBundle(bundleOf(leaves, id.index)))
  const checkpoint = { origin: signer.name, size: leaves.length, root: rootAt(frontier) }
  files.set('checkpoint', Buffer.from(signCheckpoint(checkpoint, signer)))
  return files
}

export function bundleOf(leaves: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  return leaves.slice(index * tileWidth, (index + 1) * tileWidth)
}

export function memorySource(files: ReadonlyMap<string, Uint8Array>): LogSource {
  const get = async (path: string) => {
    const bytes = files.get(path)
    if (bytes === undefined) throw new LogFault('missing', `${path} is not there`)
    return bytes
  }
  return {
    name: 'memory',
    checkpoint: async () => Buffer.from(await get('checkpoint')).toString(),
    tile: get,
  }
}
