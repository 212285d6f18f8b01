import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Authority, Change, Identify } from '@kuaiji/kernel'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { CopyRows } from './copy-rows.ts'
import { type PreparedRecord, prepareAll } from './prepare.ts'
import type { Sealer } from './sealer.ts'
import { inTransaction } from './transaction.ts'

export interface BulkSettings {
  readonly pool: Pool
  readonly identify: Identify
  readonly sealer: Sealer
}

/** Entries copied together: at 4,000 the five COPYs of a slice cost 1 % of it. */
const sliceEntries = 4000
/** Entries prepared in one turn of the event loop, half a millisecond: the socket is served in between. */
const turnEntries = 32

/**
 * Opens many records at once, for imports: the same entries, commitments and seals as `append`, written by COPY in one
 * transaction, so all or none. The next slice is hashed and sealed while the database takes the one before. A record
 * that exists already is refused by the primary key (23505). Numbers, timers and idempotency are for single appends.
 */
export async function appendBulk(
  settings: BulkSettings,
  authority: Authority,
  changes: readonly Change[],
  now: Date,
): Promise<void> {
  if (changes.some(change => change.expected !== 0 || change.numbered || change.timers?.length))
    throw new RangeError('a bulk append opens records without numbers or timers')
  await inTransaction(settings.pool, async client => {
    let copying: Promise<void> = Promise.resolve()
    for (let from = 0; from < changes.length; ) {
      const slice = createSlice(authority.jurisdiction)
      from = await fill(slice, settings, authority, changes, from, now)
      await copying
      copying = copySlice(client, slice)
      // Whoever awaits it next sees the error; until then it must not count as unhandled.
      copying.catch(() => {})
    }
    await copying
  })
}

/** Prepares changes from `from` on until the slice is full; where the next one begins. */
async function fill(
  slice: Slice,
  settings: BulkSettings,
  authority: Authority,
  changes: readonly Change[],
  from: number,
  now: Date,
): Promise<number> {
  const { identify, sealer } = settings
  const by = { authority, now, identify, sealer, keys: new Map(), numbers: new Map() }
  let entries = 0
  let at = from
  for (let turn = turnEntries; at < changes.length && entries < sliceEntries; at++) {
    for (const record of prepareAll([changes[at] as Change], by)) slice.add(record, now)
    entries += changes[at]!.entries.length
    if (entries < turn) continue
    turn = entries + turnEntries
    await nextTurn()
  }
  return at
}

interface Slice {
  readonly rows: Readonly<Record<string, CopyRows>>
  add(record: PreparedRecord, now: Date): void
}

const columns: Readonly<Record<string, string>> = {
  'ledger.state': 'jurisdiction, record, kind, n, parent, holds, is_open, state, opened_at, changed_at',
  'vault.key': 'jurisdiction, record, kind, wrapped',
  'ledger.entry':
    'jurisdiction, record, n, id, kind, type, happened_at, recorded_at, envelope, facts, salts, commitments',
  'ledger.queue': 'jurisdiction, record, n, commitments',
  'vault.particular': 'jurisdiction, record, n, sealed',
}

function createSlice(jurisdiction: string): Slice {
  const prefix = new CopyRows(256)
  const [state, key, entry, queue, particular] = Object.keys(columns).map(() =>
    new CopyRows(1 << 22).begin(),
  ) as [CopyRows, CopyRows, CopyRows, CopyRows, CopyRows]
  return {
    rows: {
      'ledger.state': state,
      'vault.key': key,
      'ledger.entry': entry,
      'ledger.queue': queue,
      'vault.particular': particular,
    },
    add({ record, kind, n, parent, holds, isOpen, state: folded, wrapped, entries }, now) {
      const nowMs = now.getTime()
      const place = Buffer.from(prefix.text(jurisdiction).uuid(record).take())
      state.row(10).again(place).text(kind).integer(n).uuid(parent).text(holds).boolean(isOpen)
      state.jsonb(JSON.stringify(folded)).time(nowMs).time(nowMs)
      key
        .row(4)
        .again(place)
        .text(kind)
        .bytes(wrapped as Buffer)
      for (const { folded: e, envelope, facts, salts, commitments, sealed } of entries) {
        entry.row(12).again(place).integer(e.n).uuid(e.id).text(kind).text(e.type)
        entry.time(Date.parse(e.at)).time(nowMs).text(envelope).text(facts).bytes(salts).bytes(commitments)
        queue.row(4).again(place).integer(e.n).bytes(commitments)
        particular.row(4).again(place).integer(e.n).bytes(sealed)
      }
    },
  }
}

async function copySlice(client: PoolClient, slice: Slice): Promise<void> {
  for (const [table, rows] of Object.entries(slice.rows)) {
    const stream = client.query(copyFrom(`COPY ${table} (${columns[table]}) FROM STDIN (FORMAT binary)`))
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject)
      stream.on('finish', resolve)
      stream.end(rows.finish())
    })
  }
}
