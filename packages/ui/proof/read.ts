import { Problem, problemFrom } from '../server/problem.ts'
import { get } from '../server/request.ts'
import { type LogKey, parseCheckpoint, parseKey, type SignedCheckpoint } from './note.ts'

async function text(path: string): Promise<string> {
  const response = await fetch(path, { headers: { accept: 'text/plain' } }).catch(() => {
    throw new Problem(0, 'offline', '')
  })
  if (!response.ok) throw await problemFrom(response)
  return response.text()
}

/** The newest signed checkpoint; what is served and cannot be read is an error, not an absence. */
export async function readCheckpoint(): Promise<SignedCheckpoint> {
  const checkpoint = parseCheckpoint(await text('/ledger/checkpoint'))
  if (checkpoint === undefined) throw new Problem(502, 'malformed', 'checkpoint')
  return checkpoint
}

export async function readKey(): Promise<LogKey> {
  const key = parseKey(await text('/ledger/key'))
  if (key === undefined) throw new Problem(502, 'malformed', 'key')
  return key
}

/** The proof of an entry; a Problem with the code `pending` until a checkpoint covers it. */
export function readProof(entry: string): Promise<string> {
  return text(`/ledger/proof/${entry}`)
}

export function readEntry<T>(entry: string, signal?: AbortSignal): Promise<T> {
  return get<T>(`/api/entries/${entry}`, signal)
}
