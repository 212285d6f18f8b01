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

/** What the ways of appending share. */
interface Context extends LedgerSettings {
  readonly states: ReturnType<typeof stateReader>
  readonly appendInLane: ReturnType<typeof createLanes>
}

export function createLedger(settings: LedgerSettings): Ledger {
  const { pool, sealer } = settings
  const states = stateReader(sealer)
  const context: Context = { ...settings, states, appendInLane: createLanes(pool) }
  return {
    find: (authority, kind, record) => states.find(pool, authority.jurisdiction, kind, record),
    load: (authority, kind, record) => states.load(pool, authority.jurisdiction, kind, record),
    forgetKey: states.forget,
    async append(authority, changes, options = {}) {
      const numbered = changes.some(change => change.numbered !== undefined)
      if (numbered && options.client)
        throw new Error('a numbered record is opened in a transaction of its own')
      const records = await (numbered ? appendNumbered : appendOnce)(context, authority, changes, options)
      settings.onAppend?.()
      for (const { record, key } of records) states.keep(record, key)
      const byRecord = new Map(records.map(r => [r.record, r]))
      return changes.map(change => byRecord.get(change.record) as PreparedRecord)
    },
  }
}

async function appendOnce(
  context: Context,
  authority: Authority,
  changes: readonly Change[],
  options: AppendOptions,
): Promise<PreparedRecord[]> {
  const { pool, clock, appendInLane } = context
  const { jurisdiction } = authority
  const now = options.now ?? clock.now()
  await readKeys(context, options.client ?? pool, jurisdiction, changes)
  const records = prepareWith(context, authority, changes, now, new Map())
  const part = { records, recordedAt: now.toISOString(), extra: options }
  try {
    if (options.client) await runAppend(options.client, appendArguments(jurisdiction, [part]))
    else await appendInLane(jurisdiction, part)
    return records
  } catch (error) {
    // Inside a caller's transaction a second connection could wait for the pool that the callers themselves have emptied.
    throw await named(error, records, options.client ? undefined : pool, jurisdiction)
  }
}

/** Two round trips: counters under lock, then append and commit together. */
async function appendNumbered(
  context: Context,
  authority: Authority,
  changes: readonly Change[],
  options: AppendOptions,
): Promise<PreparedRecord[]> {
  const { pool, clock } = context
  const { jurisdiction } = authority
  const client = await pool.connect()
  let records: PreparedRecord[] = []
  let failure: unknown
  let broken: Error | undefined
  try {
    await readKeys(context, client, jurisdiction, changes)
    const numbers = await beginWithNumbers(client, jurisdiction, changes)
    const now = options.now ?? clock.now()
    records = prepareWith(context, authority, changes, now, numbers)
    const part = { records, recordedAt: now.toISOString(), extra: options }
    await client.query(`${appendLine(appendArguments(jurisdiction, [part]))}; COMMIT`)
    return records
  } catch (error) {
    failure = error
    await client.query('ROLLBACK').catch(lost => {
      broken = lost
    })
  } finally {
    client.release(broken)
  }
  throw await named(failure, records, pool, jurisdiction)
}

/** Data keys of records that were not loaded by this process lately. */
async function readKeys(
  { states }: Context,
  client: Pool | ClientBase,
  jurisdiction: string,
  changes: readonly Change[],
): Promise<void> {
  for (const { record, kind, expected } of changes) {
    if (expected > 0 && !states.keys.has(record)) await states.find(client, jurisdiction, kind, record)
  }
}

function prepareWith(
  { identify, sealer, states }: Context,
  authority: Authority,
  changes: readonly Change[],
  now: Date,
  numbers: ReadonlyMap<string, string>,
): PreparedRecord[] {
  return prepare(changes, { authority, now, identify, sealer, keys: states.keys, numbers })
}

/** A refusal where the database refused; the fault as it came where it failed. The loser of a race is told who won. */
async function named(
  error: unknown,
  records: readonly PreparedRecord[],
  pool: Pool | undefined,
  jurisdiction: string,
): Promise<unknown> {
  if (isRefusal(error)) return error
  const refusal = refusalOf(error, records)
  if (refusal === 'twin') return new Twin()
  if (refusal?.code !== 'held' || pool === undefined) return refusal ?? error
  const { rows } = await pool.query<{ record: string }>(
    'SELECT record FROM ledger.state WHERE jurisdiction = $1 AND holds = $2',
    [jurisdiction, refusal.detail.holds],
  )
  return new Refusal(refusal.status, refusal.code, refusal.message, {
    ...refusal.detail,
    holder: rows[0]?.record ?? null,
  })
}
