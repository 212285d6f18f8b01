import type { Pool } from 'pg'
import { leafOfBytes } from './leaves.ts'
import {
  encodeBundle,
  type HashReader,
  leafHashes,
  type ResourceId,
  type TileId,
  tileWidth,
} from './tree/index.ts'

/**
 * Reads hash tiles of any width. Full ones are rows; a partial one is read off the leaves (level 0) or the roots of
 * the tiles below, so nothing in the log is ever written twice.
 */
export function tileReader(pool: Pool, log: string): HashReader {
  return async (level, index, width) => {
    if (width === tileWidth) {
      const { rows } = await pool.query<{ hashes: Buffer }>({
        name: 'ledger.tile',
        text: 'SELECT hashes FROM ledger.tile WHERE log = $1 AND level = $2 AND index = $3',
        values: [log, level, index],
      })
      if (rows[0]) return rows[0].hashes
    }
    return level === 0
      ? leafHashes(await leavesOf(pool, log, { level: 'entries', index, width }))
      : rootsBelow(pool, log, { level, index, width })
  }
}

/** The entry bundle of tlog-tiles. */
export async function bundleOf(pool: Pool, log: string, id: ResourceId): Promise<Buffer> {
  return encodeBundle(await leavesOf(pool, log, id))
}

async function leavesOf(pool: Pool, log: string, { index, width }: ResourceId): Promise<Buffer[]> {
  const first = index * tileWidth
  const { rows } = await pool.query<{ commitments: Buffer }>({
    name: 'ledger.leaves',
    text: 'SELECT commitments FROM ledger.leaf WHERE log = $1 AND index >= $2 AND index < $3 ORDER BY index',
    values: [log, first, first + width],
  })
  if (rows.length !== width) throw new Error(`the log has ${rows.length} leaves from ${first}, not ${width}`)
  return rows.map(row => leafOfBytes(row.commitments))
}

async function rootsBelow(pool: Pool, log: string, { level, index, width }: TileId): Promise<Buffer> {
  const first = index * tileWidth
  const { rows } = await pool.query<{ root: Buffer }>({
    name: 'ledger.roots',
    text: 'SELECT root FROM ledger.tile WHERE log = $1 AND level = $2 AND index >= $3 AND index < $4 ORDER BY index',
    values: [log, level - 1, first, first + width],
  })
  if (rows.length !== width)
    throw new Error(`the log has ${rows.length} tiles at level ${level - 1} from ${first}, not ${width}`)
  return Buffer.concat(rows.map(row => row.root))
}
