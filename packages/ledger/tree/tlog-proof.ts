import { decodeBase64, encodeBase64, parseDecimal } from './base64.ts'
import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts'
import { LogFault } from './fault.ts'
import { hashBytes } from './hash.ts'
import type { Verifier } from './note.ts'
import { verifyInclusion } from './proof.ts'

/** An inclusion proof that is checked offline with the log's key alone (C2SP tlog-proof@v1). */
export interface TlogProof {
  readonly index: number
  /** From the leaf's sibling up to the root's child. */
  readonly hashes: readonly Uint8Array[]
  /** Signed checkpoint whose tree holds the entry. */
  readonly checkpoint: string
  /** Not covered by any signature. */
  readonly extra?: Uint8Array
}

const header = 'c2sp.org/tlog-proof@v1'
/** A tree has fewer than 2^53 leaves here. */
const hashesMax = 53

export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]
  return [header, ...extraLine, `index ${index}`, ...hashes.map(encodeBase64), '', checkpoint].join('\n')
}

export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n')
  const [first, ...lines] = end < 0 ? [] : text.slice(0, end).split('\n')
  if (first !== header)
    throw new LogFault('malformed', `a proof begins with ${header} and ends in a checkpoint`)
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined
  const index = lines.shift()
  if (!index?.startsWith('index ')) throw new LogFault('malformed', 'the proof has no index line')
  if (lines.length > hashesMax) throw new LogFault('malformed', 'the proof has too many hashes')
  return {
    index: parseDecimal(index.slice('index '.length), 'the index in the proof'),
    hashes: lines.map(line => decodeBase64(line, 'a hash in the proof', hashBytes)),
    checkpoint: text.slice(end + 2),
    ...(extra === undefined ? {} : { extra: decodeBase64(extra, 'the extra data of the proof') }),
  }
}

/** Opens the proof's checkpoint and checks that the leaf hash is in its tree at the proof's index; else a LogFault. */
export function verifyTlogProof(
  text: string,
  leafHash: Uint8Array,
  keys: { readonly log?: Verifier; readonly witnesses?: readonly Verifier[]; readonly origin?: string },
): { readonly index: number; readonly checkpoint: OpenedCheckpoint } {
  const { index, hashes, checkpoint: note } = parseTlogProof(text)
  const checkpoint = openCheckpoint(note, keys)
  verifyInclusion({ leafHash, index, size: checkpoint.size, root: checkpoint.root, proof: hashes })
  return { index, checkpoint }
}
