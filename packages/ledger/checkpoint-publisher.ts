import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Pool } from 'pg'
import { readHead, type TreeHead } from './integrator.ts'
import { tileReader } from './tiles.ts'
import {
  LogFault,
  openCheckpoint,
  rootFrom,
  type Signer,
  signCheckpoint,
  type Verifier,
  verifierOf,
} from './tree/index.ts'

export interface Published {
  readonly size: number
  readonly note: string
}

/** Why signing is off; the tree is served as last published, and nothing new is vouched for. */
export type SigningOff = {
  readonly reason: 'behind' | 'forked' | 'unreadable'
  readonly sentence: string
}

/**
 * Signs the tree's head. Each checkpoint is durable twice before it is served: in the database, and in a file outside
 * of it that survives a restore. What is signed must extend the file's checkpoint at the start, and from then on what
 * was signed last: a database that is exchanged for an older one under a running server is found out too.
 */
export function createPublisher(pool: Pool, log: string, signer: Signer, keptFile: string) {
  const verifier = verifierOf(signer)
  let off: SigningOff | undefined
  let vouched: TreeHead | undefined

  async function keep(note: string): Promise<void> {
    await mkdir(dirname(keptFile), { recursive: true })
    // Servers that share a folder do not write into each other's.
    const draft = `${keptFile}.${process.pid}`
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(note)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, keptFile)
  }

  return {
    /** Undefined while signing goes on; what has set it off holds until the next start. */
    get signingOff(): SigningOff | undefined {
      return off
    },

    /** Compares the tree with the newest checkpoint held outside the database. Undefined: signing may go on. */
    async check(): Promise<SigningOff | undefined> {
      const kept = await readFile(keptFile, 'utf8').catch(error => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      const published = await newestCheckpoint(pool, log)
      const head = await readHead(pool, log)
      for (const note of [kept, published?.note]) {
        if (note === undefined) continue
        const known = openKnown(note, verifier)
        off ??= 'reason' in known ? known : await contradiction(pool, log, head, known)
      }
      vouched = off ? undefined : head
      return off
    },

    /** Signs and publishes the present head if it has grown; the newest checkpoint either way. */
    async publish(now: Date): Promise<Published | undefined> {
      const head = await readHead(pool, log)
      const newest = await newestCheckpoint(pool, log)
      if (off || head.size === (newest?.size ?? -1)) return newest
      off = vouched && (await contradiction(pool, log, head, vouched))
      if (off) return newest
      const note = signCheckpoint({ origin: signer.name, size: head.size, root: head.root }, signer)
      await keep(note)
      vouched = head
      await pool.query(
        'INSERT INTO ledger.checkpoint (log, size, note, published_at) VALUES ($1, $2, $3, $4) ON CONFLICT (log, size) DO NOTHING',
        [log, head.size, note, now],
      )
      return newestCheckpoint(pool, log)
    },
  }
}

function openKnown(note: string, log: Verifier): TreeHead | SigningOff {
  try {
    const { size, root } = openCheckpoint(note, { log })
    return { size, root: Buffer.from(root) }
  } catch (error) {
    if (!(error instanceof LogFault)) throw error
    return {
      reason: 'unreadable',
      sentence: `The checkpoint kept outside the database is not one of this log (${error.message}): put back its own.`,
    }
  }
}

/** The newest published checkpoint: nothing past its size is served. */
export async function newestCheckpoint(pool: Pool, log: string): Promise<Published | undefined> {
  const { rows } = await pool.query<{ size: string; note: string }>({
    name: 'ledger.checkpoint',
    text: 'SELECT size, note FROM ledger.checkpoint WHERE log = $1 ORDER BY size DESC LIMIT 1',
    values: [log],
  })
  return rows[0] && { size: Number(rows[0].size), note: rows[0].note }
}

async function contradiction(
  pool: Pool,
  log: string,
  head: TreeHead,
  known: TreeHead,
): Promise<SigningOff | undefined> {
  if (head.size < known.size)
    return {
      reason: 'behind',
      sentence: `The tree has ${head.size} leaves, but a checkpoint of ${known.size} was published: the database is older than what was signed.`,
    }
  const root = await rootFrom(tileReader(pool, log), known.size)
  if (Buffer.compare(root, known.root) === 0) return undefined
  return {
    reason: 'forked',
    sentence: `The tree does not contain the published checkpoint of size ${known.size}: its root there is another.`,
  }
}
