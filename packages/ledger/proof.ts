import type { Pool } from 'pg'
import { newestCheckpoint } from './checkpoint-publisher.ts'
import { leafOfBytes } from './leaves.ts'
import { tileReader } from './tiles.ts'
import {
  type Commitments,
  formatTlogProof,
  inclusionProof,
  leafHash,
  type Signer,
  signReceipt,
} from './tree/index.ts'

/** An entry with all that is needed to check it without the database, its particulars excepted. */
export interface OpenedEntry {
  readonly id: string
  readonly record: string
  readonly kind: string
  readonly envelope: Record<string, unknown>
  readonly facts: Record<string, unknown>
  readonly salts: { readonly envelope: Buffer; readonly facts: Buffer }
  readonly commitments: Commitments
  readonly leafHash: Buffer
  /** Null for the fraction of a second before it is integrated. */
  readonly leafIndex: number | null
}

export async function findEntry(
  pool: Pool,
  jurisdiction: string,
  id: string,
): Promise<OpenedEntry | undefined> {
  const { rows } = await pool.query<{
    record: string
    kind: string
    envelope: Record<string, unknown>
    facts: Record<string, unknown>
    salts: Buffer
    commitments: Buffer
    index: string | null
  }>(
    `SELECT e.record, e.kind, e.envelope, e.facts, e.salts, e.commitments, l.index
       FROM ledger.entry e LEFT JOIN ledger.leaf l USING (jurisdiction, record, n)
      WHERE e.jurisdiction = $1 AND e.id = $2`,
    [jurisdiction, id],
  )
  const row = rows[0]
  return row && { ...row, id, ...opened(row), leafIndex: row.index === null ? null : Number(row.index) }
}

function opened({ salts, commitments }: { salts: Buffer; commitments: Buffer }) {
  return {
    salts: { envelope: salts.subarray(0, 32), facts: salts.subarray(32, 64) },
    commitments: {
      envelope: commitments.toString('base64', 0, 32),
      facts: commitments.toString('base64', 32, 64),
      particulars: commitments.toString('base64', 64, 96),
    },
    leafHash: leafHash(leafOfBytes(commitments)),
  }
}

/** The receipt of an entry, at once and pending: the bureau can no longer say that it never arrived. */
export function receiptOf(
  entry: {
    id: string
    envelope: unknown
    facts: unknown
    salts: Buffer
    commitments: Buffer
    recordedAt: string
  },
  signer: Signer,
) {
  const { envelope, facts, recordedAt, id } = entry
  return signReceipt({ envelope, facts, recordedAt, ...opened(entry), proof: proofPath(id) }, signer)
}

/** The receipt of the entry that opened a record, again: the same to the byte, for Ed25519 draws no random numbers. */
export async function findReceipt(pool: Pool, jurisdiction: string, record: string, signer: Signer) {
  const { rows } = await pool.query<{
    id: string
    envelope: { recordedAt: string }
    facts: unknown
    salts: Buffer
    commitments: Buffer
  }>(
    'SELECT id, envelope, facts, salts, commitments FROM ledger.entry WHERE jurisdiction = $1 AND record = $2 AND n = 1',
    [jurisdiction, record],
  )
  const entry = rows[0]
  return entry && receiptOf({ ...entry, recordedAt: entry.envelope.recordedAt }, signer)
}

export function proofPath(id: string): string {
  return `/ledger/proof/${id}`
}

/** C2SP tlog-proof of a leaf under the newest published checkpoint; undefined while none covers it. */
export async function findProof(pool: Pool, log: string, leafIndex: number): Promise<string | undefined> {
  const published = await newestCheckpoint(pool, log)
  if (published === undefined || leafIndex >= published.size) return undefined
  const hashes = await inclusionProof(tileReader(pool, log), leafIndex, published.size)
  return formatTlogProof({ index: leafIndex, hashes, checkpoint: published.note })
}
