import type { Pool, PoolClient } from 'pg'
import { leafOfBytes } from './leaves.ts'
import { tileReader } from './tiles.ts'
import { inTransaction } from './transaction.ts'
import {
  emptyRoot,
  extend,
  type Frontier,
  foldHashes,
  leafHashes,
  loadFrontier,
  rootAt,
  tileWidth,
} from './tree/index.ts'

/** Leaves taken in one transaction: 4,096 keep it under 100 ms, so that followers see entries soon. */
const batchMax = 4096

export interface TreeHead {
  readonly size: number
  readonly root: Buffer
}

/**
 * Gives committed entries the next leaf indexes and extends the tree. Several may run: the compare-and-swap on the
 * head's row, in the same transaction as the leaves, lets one of them through and the other starts again from the head.
 */
export function createIntegrator(pool: Pool, log: string) {
  let frontier: Frontier | undefined

  async function current(): Promise<Frontier> {
    if (frontier === undefined) {
      const head = await openHead(pool, log)
      const read = tileReader(pool, log)
      frontier = await loadFrontier(head.size, id => read(id.level, id.index, id.width))
      if (!rootAt(frontier).equals(head.root))
        throw new Error(`the tree of log ${log} does not have the root its head names`)
    }
    return frontier
  }

  return {
    /** Integrates one batch; how many entries that were, and whether more stand in the queue. */
    async integrate(jurisdiction: string): Promise<number> {
      const before = await current()
      try {
        return await inTransaction(pool, async client => {
          const commitments = await takeLeaves(client, log, jurisdiction, before.size)
          if (commitments.length === 0) return 0
          const after = extend(before, leafHashes(commitments.map(leafOfBytes)))
          if (!(await moveHead(client, log, before, after))) throw new HeadMoved()
          frontier = after.frontier
          return commitments.length
        })
      } catch (error) {
        // Also after a commit whose answer was lost: the head says what happened.
        frontier = undefined
        if (error instanceof HeadMoved || isLeafConflict(error)) return 0
        throw error
      }
    },
  }
}

/** Another integrator was first; what it did is read again from the head. */
class HeadMoved extends Error {}

function isLeafConflict(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && (constraint === 'leaf_pkey' || constraint === 'leaf_entry')
}

/** Moves queued entries to leaves in order of position; the rows never leave the database, only their commitments do. */
async function takeLeaves(
  client: PoolClient,
  log: string,
  jurisdiction: string,
  size: number,
): Promise<Buffer[]> {
  const { rows } = await client.query<{ index: string; commitments: Buffer }>({
    name: 'ledger.take',
    text: `WITH taken AS (
             DELETE FROM ledger.queue
              WHERE jurisdiction = $2 AND position <= (
                SELECT max(position) FROM (
                  SELECT position FROM ledger.queue WHERE jurisdiction = $2 ORDER BY position LIMIT $4) AS first)
             RETURNING position, record, n, commitments)
           INSERT INTO ledger.leaf (log, index, jurisdiction, record, n, commitments)
           SELECT $1, $3::bigint + row_number() OVER (ORDER BY position) - 1, $2, record, n, commitments FROM taken
           RETURNING index, commitments`,
    values: [log, jurisdiction, size, batchMax],
  })
  rows.sort((a, b) => Number(a.index) - Number(b.index))
  return rows.map(row => row.commitments)
}

async function moveHead(
  client: PoolClient,
  log: string,
  before: Frontier,
  after: ReturnType<typeof extend>,
): Promise<boolean> {
  const full = after.tiles.filter(tile => tile.width === tileWidth)
  if (full.length > 0) {
    await client.query({
      name: 'ledger.tiles',
      text: `INSERT INTO ledger.tile (log, level, index, root, hashes)
             SELECT $1, u.* FROM unnest($2::integer[], $3::bigint[], $4::bytea[], $5::bytea[]) AS u`,
      values: [
        log,
        full.map(tile => tile.level),
        full.map(tile => tile.index),
        full.map(tile => foldHashes(tile.hashes)),
        full.map(tile => tile.hashes),
      ],
    })
  }
  const { rowCount } = await client.query({
    name: 'ledger.head',
    text: 'UPDATE ledger.head SET size = $4, root = $5 WHERE log = $1 AND size = $2 AND root = $3',
    values: [log, before.size, rootAt(before), after.frontier.size, rootAt(after.frontier)],
  })
  return rowCount === 1
}

export async function readHead(pool: Pool, log: string): Promise<TreeHead> {
  const { rows } = await pool.query<{ size: string; root: Buffer }>(
    'SELECT size, root FROM ledger.head WHERE log = $1',
    [log],
  )
  return rows[0] ? { size: Number(rows[0].size), root: rows[0].root } : { size: 0, root: emptyRoot }
}

async function openHead(pool: Pool, log: string): Promise<TreeHead> {
  await pool.query(
    'INSERT INTO ledger.head (log, size, root) VALUES ($1, 0, $2) ON CONFLICT (log) DO NOTHING',
    [log, emptyRoot],
  )
  return readHead(pool, log)
}
