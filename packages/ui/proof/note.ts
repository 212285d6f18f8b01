import { type Bytes, fromBase64, join, same, sha256, utf8 } from './bytes.ts'

/** What the log signed: so many entries, with this root (C2SP tlog-checkpoint in a signed note). */
export interface SignedCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: Bytes
  readonly note: string
  /** What the signatures are over. */
  readonly text: string
  readonly signatures: readonly { readonly name: string; readonly id: Bytes; readonly bytes: Bytes }[]
}

/** Verifier key of the log: `name+id+base64(type ‖ public key)`. */
export interface LogKey {
  readonly name: string
  readonly id: string
  readonly type: number
  readonly publicKey: Bytes
  readonly text: string
}

/** `unsupported`: this browser cannot check such signatures; that proves nothing either way. */
export type SignatureFinding = 'holds' | 'fails' | 'missing' | 'unsupported'

export function parseCheckpoint(note: string): SignedCheckpoint | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, end + 1)
  const [origin, size, root] = text.split('\n')
  const rootBytes = fromBase64(root ?? '')
  if (!origin || !/^\d{1,15}$/.test(size ?? '') || rootBytes?.length !== 32) return undefined
  const signatures = note
    .slice(end + 2)
    .split('\n')
    .flatMap(line => {
      const [, name, material] = /^— (\S+) (\S+)$/.exec(line) ?? []
      const bytes = material === undefined ? undefined : fromBase64(material)
      return name === undefined || bytes === undefined || bytes.length < 5
        ? []
        : [{ name, id: bytes.slice(0, 4), bytes: bytes.slice(4) }]
    })
  return { origin, size: Number(size), root: rootBytes, note, text, signatures }
}

export function parseKey(text: string): LogKey | undefined {
  const [, name, id, material] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  const bytes = material === undefined ? undefined : fromBase64(material)
  if (name === undefined || id === undefined || bytes === undefined || bytes.length < 2) return undefined
  return { name, id, type: bytes[0]!, publicKey: bytes.slice(1), text: text.trim() }
}

const ed25519 = 1

/** Checks the log's own signature; those of witnesses are by other keys and say nothing here. */
export async function checkSignature(checkpoint: SignedCheckpoint, key: LogKey): Promise<SignatureFinding> {
  const id = (await sha256(utf8(`${key.name}\n`), Uint8Array.of(key.type), key.publicKey)).slice(0, 4)
  const named = checkpoint.signatures.find(s => s.name === key.name && same(s.id, id))
  if (named === undefined || checkpoint.origin !== key.name) return 'missing'
  if (key.type !== ed25519) return 'unsupported'
  try {
    const imported = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify'])
    const holds = await crypto.subtle.verify('Ed25519', imported, join(named.bytes), utf8(checkpoint.text))
    return holds ? 'holds' : 'fails'
  } catch {
    return 'unsupported'
  }
}
