import { decodeBase64, encodeBase64, parseDecimal } from './base64.ts'
import { LogFault } from './fault.ts'
import { hashBytes } from './hash.ts'
import { type CheckedSignature, openNote, parseNote, type Signer, signNote, type Verifier } from './note.ts'

/** What a log commits to: so many leaves, with this root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Name of the log, one line. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Further lines, opaque. */
  readonly extensions?: readonly string[]
}

export interface OpenedCheckpoint extends Checkpoint {
  /** The signed note as it came. */
  readonly note: string
  /** Signatures that were checked; none when no key was given. */
  readonly signatures: readonly CheckedSignature[]
}

export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), encodeBase64(root), ...extensions]
  if (lines.some(line => line === '' || line.includes('\n')))
    throw new LogFault('malformed', 'the lines of a checkpoint are not empty')
  return `${lines.join('\n')}\n`
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n')
  const extensions = rest.slice(0, -1)
  if (!origin || size === undefined || root === undefined || rest.at(-1) !== '' || extensions.includes(''))
    throw new LogFault('malformed', 'a checkpoint has an origin, a size and a root, one line each')
  return {
    origin,
    size: parseDecimal(size, 'the size in the checkpoint'),
    root: decodeBase64(root, 'the root in the checkpoint', hashBytes),
    ...(extensions.length === 0 ? {} : { extensions }),
  }
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  return signNote(formatCheckpoint(checkpoint), signer)
}

/**
 * Opens a signed checkpoint of one log. Without `log` its signatures are not looked at and `signatures` is empty: the
 * caller then trusts whoever served it. `origin` defaults to the key's name, which is what C2SP recommends.
 */
export function openCheckpoint(
  note: string,
  keys: { readonly log?: Verifier; readonly witnesses?: readonly Verifier[]; readonly origin?: string },
): OpenedCheckpoint {
  if (keys.log === undefined) return { ...expect(parseNote(note).text, keys.origin), note, signatures: [] }
  const { text, signatures } = openNote(note, [keys.log, ...(keys.witnesses ?? [])])
  if (!signatures.some(s => s.verifier === keys.log))
    throw new LogFault('signature', `the checkpoint is not signed by ${keys.log.name}+${keys.log.id}`)
  return { ...expect(text, keys.origin ?? keys.log.name), note, signatures }
}

function expect(text: string, origin: string | undefined): Checkpoint {
  const checkpoint = parseCheckpoint(text)
  if (origin !== undefined && checkpoint.origin !== origin)
    throw new LogFault('origin', `the checkpoint is of the log ${checkpoint.origin}, not of ${origin}`)
  return checkpoint
}
