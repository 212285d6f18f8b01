import type { Authority, Change, Clock, Identify, Kind, Loaded } from '@kuaiji/kernel'
import { isRefusal, Refusal } from '@kuaiji/kernel'
import type { ClientBase, Pool } from 'pg'
import { type AppendExtra, appendArguments, appendLine, refusalOf, runAppend } from './append.ts'
import type { PreparedEntry } from './envelope.ts'
import { createLanes } from './lanes.ts'
import { beginWithNumbers } from './number.ts'
import { type PreparedRecord, prepare } from './prepare.ts'
import type { Sealer } from './sealer.ts'
import { stateReader } from './state.ts'

export interface LedgerSettings {
  readonly pool: Pool
  readonly clock: Clock
  readonly identify: Identify
  readonly sealer: Sealer
  /** False behind a pooler that cannot keep prepared statements (`KUAIJI_PREPARE=0`). */
  readonly prepared?: boolean
  /** Called after each commit: wakes the integrator of this process. A hint only. */
  readonly onAppend?: () => void
}

/** What was committed for one record. */
export interface Appended {
  readonly record: string
  readonly kind: string
  readonly n: number
  readonly number: string | null
  readonly entries: readonly PreparedEntry[]
}

export interface AppendOptions extends AppendExtra {
  /** A client inside a transaction that the caller commits; numbered records cannot be opened there. */
  readonly client?: ClientBase
  /** Time of recording; the clock's now when left out. */
  readonly now?: Date
}

/** A concurrent request under the same Idempotency-Key has committed: read its answer. */
export class Twin extends Error {}

export interface Ledger {
  find<S>(authority: Authority, kind: Kind<S>, record: string): Promise<Loaded<S> | undefined>
  load<S>(authority: Authority, kind: Kind<S>, record: string): Promise<Loaded<S>>
  /** Commits all changes or none. Throws a Refusal (409 `stale`, 409 `held`), or Twin. In the order of `changes`. */
  append(
    authority: Authority,
    changes: readonly Change[],
    options?: AppendOptions,
  ): Promise<readonly Appended[]>
  /** After an erasure, in every process that may hold it: the record's data key is not used again. */
  forgetKey(record: string): void
}

export function createLedger(settings: LedgerSettings): Ledger {
  const { pool, clock, identify, sealer, prepared = true } = settings
  const states = stateReader(sealer, prepared)
  const appendInLane = createLanes(pool, prepared)

  async function keysOf(
    client: Pool | ClientBase,
    jurisdiction: string,
    changes: readonly Change[],
  ): Promise<void> {
    for (const { record, kind, expected } of changes) {
      if (expected > 0 && !states.keys.has(record)) await states.find(client, jurisdiction, kind, record)
    }
  }

  function prepareWith(
    authority: Authority,
    changes: readonly Change[],
    now: Date,
    numbers: Map<string, string>,
  ) {
    return prepare(changes, { authority, now, identify, sealer, keys: states.keys, numbers })
  }

  async function appendOnce(authority: Authority, changes: readonly Change[], options: AppendOptions) {
    const { jurisdiction } = authority
    const now = options.now ?? clock.now()
    await keysOf(options.client ?? pool, jurisdiction, changes)
    const records = prepareWith(authority, changes, now, new Map())
    const part = { records, recordedAt: now.toISOString(), extra: options }
    const appending = options.client
      ? runAppend(options.client, appendArguments(jurisdiction, [part]), prepared)
      : appendInLane(jurisdiction, part)
    await appending.catch(error => fail(error, records, jurisdiction))
    return records
  }

  /** Two round trips: counters under lock, then append and commit together. */
  async function appendNumbered(authority: Authority, changes: readonly Change[], options: AppendOptions) {
    const { jurisdiction } = authority
    const client = await pool.connect()
    let records: PreparedRecord[] = []
    let failure: unknown
    let broken: Error | undefined
    try {
      await keysOf(client, jurisdiction, changes)
      const numbers = await beginWithNumbers(client, jurisdiction, changes)
      const now = options.now ?? clock.now()
      records = prepareWith(authority, changes, now, numbers)
      const part = { records, recordedAt: now.toISOString(), extra: options }
      await client.query(`${appendLine(appendArguments(jurisdiction, [part]))}; COMMIT`)
      return records
    } catch (error) {
      await client.query('ROLLBACK').catch(lost => {
        broken = lost
      })
      failure = error
    } finally {
      client.release(broken)
    }
    return fail(failure, records, jurisdiction)
  }

  async function fail(
    error: unknown,
    records: readonly PreparedRecord[],
    jurisdiction: string,
    mayAsk = true,
  ): Promise<never> {
    if (isRefusal(error)) throw error
    const refusal = refusalOf(error, records)
    if (refusal === 'twin') throw new Twin()
    // Inside a caller's transaction a second connection could wait for the pool that the callers themselves have emptied.
    const ask = mayAsk && refusal?.code === 'held'
    throw ask ? await withHolder(pool, refusal, jurisdiction) : (refusal ?? error)
  }

  return {
    find: (authority, kind, record) => states.find(pool, authority.jurisdiction, kind, record),
    load: (authority, kind, record) => states.load(pool, authority.jurisdiction, kind, record),
    forgetKey: states.forget,
    async append(authority, changes, options = {}) {
      const numbered = changes.some(change => change.numbered !== undefined)
      if (numbered && options.client)
        throw new Error('a numbered record is opened in a transaction of its own')
      const records = await (numbered ? appendNumbered : appendOnce)(authority, changes, options)
      settings.onAppend?.()
      for (const { record, key } of records) states.keep(record, key)
      const byRecord = new Map(records.map(r => [r.record, r]))
      return changes.map(change => byRecord.get(change.record) as PreparedRecord)
    },
  }
}

/** The loser is told who won: the record that holds the thing now. */
async function withHolder(pool: Pool, refusal: Refusal, jurisdiction: string): Promise<Refusal> {
  const { rows } = await pool.query<{ record: string }>(
    'SELECT record FROM ledger.state WHERE jurisdiction = $1 AND holds = $2',
    [jurisdiction, refusal.detail.holds],
  )
  return new Refusal(refusal.status, refusal.code, refusal.message, {
    ...refusal.detail,
    holder: rows[0]?.record ?? null,
  })
}
