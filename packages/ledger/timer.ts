import { type Authority, type Clock, isRefusal, type Kind } from '@kuaiji/kernel'
import type { Pool, PoolClient } from 'pg'
import type { Ledger } from './ledger.ts'
import { inTransaction } from './transaction.ts'

/** A timer whose firing fails is put off by this, so that it does not hold up the others. */
const retryMs = 60_000

interface DueRow {
  record: string
  name: string
  kind: string
}

/**
 * Fires one timer that is due: the record's kind decides what follows, its entries are appended and the timer's row
 * goes, in one transaction. SKIP LOCKED lets several processes share the work. Returns how many were taken, 0 or 1.
 */
export async function fireTimer(
  pool: Pool,
  ledger: Ledger,
  kinds: ReadonlyMap<string, Kind>,
  authority: Authority,
  now: Date,
): Promise<number> {
  let due: DueRow | undefined
  try {
    await inTransaction(pool, async client => {
      due = await takeDue(client, authority.jurisdiction, now)
      if (due !== undefined) await appendDue(client, ledger, kinds, authority, due, now)
    })
  } catch (error) {
    if (isRace(error)) return 1
    if (due !== undefined) await putOff(pool, authority.jurisdiction, due, now)
    throw error
  }
  return due === undefined ? 0 : 1
}

/** A command was first at the same record; the rolled-back timer is due again and is decided on the new state. */
function isRace(error: unknown): boolean {
  return (isRefusal(error) && error.code === 'stale') || (error as { code?: string }).code === '40P01'
}

async function takeDue(client: PoolClient, jurisdiction: string, now: Date): Promise<DueRow | undefined> {
  const { rows } = await client.query<DueRow>(
    `DELETE FROM ledger.timer WHERE (jurisdiction, record, name) IN (
       SELECT jurisdiction, record, name FROM ledger.timer WHERE jurisdiction = $1 AND due_at <= $2
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING record, name, kind`,
    [jurisdiction, now],
  )
  return rows[0]
}

async function appendDue(
  client: PoolClient,
  ledger: Ledger,
  kinds: ReadonlyMap<string, Kind>,
  authority: Authority,
  due: DueRow,
  now: Date,
): Promise<void> {
  const kind = kinds.get(due.kind)
  const loaded = kind && (await ledger.find(authority, kind, due.record))
  const entries = loaded ? (kind.onDue?.(loaded.state, due.name, now) ?? []) : []
  if (!loaded || entries.length === 0) return
  const change = { kind, record: due.record, expected: loaded.n, state: loaded.state, entries }
  await ledger.append(authority, [change], { client, now })
}

async function putOff(pool: Pool, jurisdiction: string, due: DueRow, now: Date): Promise<void> {
  await pool.query(
    'UPDATE ledger.timer SET due_at = $4 WHERE jurisdiction = $1 AND record = $2 AND name = $3',
    [jurisdiction, due.record, due.name, new Date(now.getTime() + retryMs)],
  )
}

/** The next wake-up, or undefined when no timer is set. */
export async function nextDue(pool: Pool, jurisdiction: string): Promise<Date | undefined> {
  const { rows } = await pool.query<{ due_at: Date }>(
    'SELECT due_at FROM ledger.timer WHERE jurisdiction = $1 ORDER BY due_at LIMIT 1',
    [jurisdiction],
  )
  return rows[0]?.due_at
}

/** Longest sleep: a timer set by another process is seen within this. */
const sleepMsMax = 1000

/** Sleeps on the injected clock until something is due. */
export async function untilDue(
  pool: Pool,
  jurisdiction: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const due = await nextDue(pool, jurisdiction)
  const stop = new AbortController()
  const cut = setTimeout(() => stop.abort(), sleepMsMax)
  try {
    await clock.until(due ?? new Date(8.64e15), AbortSignal.any([signal, stop.signal]))
  } finally {
    clearTimeout(cut)
  }
}
