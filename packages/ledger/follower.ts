import type { Pool, PoolClient } from 'pg'
import type { LedgerEntry, View } from './follow.ts'
import { inTransaction } from './transaction.ts'

/** Entries folded in one transaction. */
const batchMax = 1000

interface EntryRow {
  index: string
  parent: string | null
  facts: Record<string, unknown>
  envelope: {
    id: string
    jurisdiction: string
    record: string
    kind: string
    n: number
    type: string
    at: string
    atSource: LedgerEntry['atSource']
    recordedAt: string
    actor: LedgerEntry['actor']
    cause?: string
  }
}

/** Integrated entries from a leaf index on, in the one order; at most `limit`. */
export async function readEntries(
  client: Pool | PoolClient,
  log: string,
  from: number,
  limit: number,
): Promise<LedgerEntry[]> {
  const { rows } = await client.query<EntryRow>({
    name: 'ledger.follow',
    text: `SELECT l.index, s.parent, e.envelope, e.facts
             FROM ledger.leaf l
             JOIN ledger.entry e USING (jurisdiction, record, n)
             JOIN ledger.state s USING (jurisdiction, record)
            WHERE l.log = $1 AND l.index >= $2 ORDER BY l.index LIMIT $3`,
    values: [log, from, limit],
  })
  return rows.map(({ index, parent, facts, envelope }) => ({
    ...envelope,
    facts,
    parent,
    leafIndex: Number(index),
  }))
}

/** Moves a view forward by one batch; how many entries it folded. Several processes may call it: one at a time folds. */
export async function fold(pool: Pool, log: string, view: View): Promise<number> {
  if (!(await isBehind(pool, log, view))) return 0
  return inTransaction(pool, async client => {
    const next = await positionOf(client, view)
    const entries = next === undefined ? [] : await readEntries(client, log, next, batchMax)
    if (next === undefined || entries.length === 0) return 0
    await view.fold(client, entries)
    await client.query('UPDATE ledger.follower SET next = $2 WHERE name = $1', [
      view.name,
      next + entries.length,
    ])
    return entries.length
  })
}

/** One read without locks, so that an idle follower writes nothing. */
async function isBehind(pool: Pool, log: string, view: View): Promise<boolean> {
  const { rows } = await pool.query<{ behind: boolean }>({
    name: 'ledger.behind',
    text: `SELECT coalesce((SELECT size FROM ledger.head WHERE log = $1), 0) >
                  coalesce((SELECT next FROM ledger.follower WHERE name = $2 AND version = $3), -1) AS behind`,
    values: [log, view.name, view.version],
  })
  return rows[0]!.behind
}

/** Next leaf index of the view, its row locked; undefined while another process folds it. A new version starts at 0. */
async function positionOf(client: PoolClient, view: View): Promise<number | undefined> {
  await client.query(
    'INSERT INTO ledger.follower (name, version, next) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING',
    [view.name, view.version],
  )
  const { rows } = await client.query<{ version: number; next: string }>(
    'SELECT version, next FROM ledger.follower WHERE name = $1 FOR UPDATE SKIP LOCKED',
    [view.name],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  if (row.version === view.version) return Number(row.next)
  await view.reset(client)
  await client.query('UPDATE ledger.follower SET version = $2, next = 0 WHERE name = $1', [
    view.name,
    view.version,
  ])
  return 0
}

/** How far a view has come: the next leaf index it will fold. */
export async function foldedUpTo(pool: Pool, view: string): Promise<number> {
  const { rows } = await pool.query<{ next: string }>('SELECT next FROM ledger.follower WHERE name = $1', [
    view,
  ])
  return Number(rows[0]?.next ?? 0)
}
