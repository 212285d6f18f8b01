import { type Authority, type Change, type Identify, refuse } from '@kuaiji/kernel'
import { type PreparedEntry, prepareEntry } from './envelope.ts'
import type { Sealer } from './sealer.ts'

/** One record's part of an append, folded forward and sealed. */
export interface PreparedRecord {
  readonly record: string
  readonly kind: string
  readonly expected: number
  readonly n: number
  readonly number: string | null
  readonly parent: string | null
  readonly holds: string | null
  readonly isOpen: boolean
  readonly state: unknown
  readonly key: Buffer
  /** Wrapped data key of a record that is being opened. */
  readonly wrapped: Buffer | null
  readonly entries: readonly PreparedEntry[]
  readonly blinds: readonly Buffer[]
  readonly timers: readonly { readonly name: string; readonly dueAt: string | null }[]
}

/** Data keys of the records that exist already; see `state.ts`. */
export type Keys = ReadonlyMap<string, Buffer>

export interface Preparation {
  readonly authority: Authority
  readonly now: Date
  readonly identify: Identify
  readonly sealer: Sealer
  readonly keys: Keys
  /** Numbers taken for records that open with one. */
  readonly numbers: ReadonlyMap<string, string>
}

/** One command's entries; imports use appendBulk, which has no such bound. */
const entriesMax = 5000

/** Folds, seals and commits to every change; records come out sorted by id, the order in which they are locked. */
export function prepare(changes: readonly Change[], by: Preparation): PreparedRecord[] {
  const count = changes.reduce((sum, change) => sum + change.entries.length, 0)
  if (count === 0) throw new RangeError('an append without entries')
  if (count > entriesMax) throw new RangeError(`an append of ${count} entries, at most ${entriesMax}`)
  return prepareAll(changes, by)
}

/** As `prepare`, without its bound: for imports. */
export function prepareAll(changes: readonly Change[], by: Preparation): PreparedRecord[] {
  const prepared = changes.map(change => prepareChange(change, by))
  prepared.sort((a, b) => (a.record < b.record ? -1 : 1))
  for (let i = 1; i < prepared.length; i++) {
    if (prepared[i]!.record === prepared[i - 1]!.record)
      throw new RangeError(`one append changes record ${prepared[i]!.record} twice`)
  }
  return prepared
}

function prepareChange(change: Change, by: Preparation): PreparedRecord {
  const { kind, record, expected } = change
  const { jurisdiction } = by.authority
  const recordedAt = by.now.toISOString()
  const opened = expected === 0 ? by.sealer.newKey(jurisdiction, record) : undefined
  const key = opened?.key ?? by.keys.get(record)
  if (key === undefined)
    throw refuse(409, 'erased', 'The particulars of this record are erased; nothing can be added to it.')
  let state = change.state
  const blinds: Buffer[] = []
  const number = by.numbers.get(record) ?? null
  const entries = change.entries.map((draft, i) => {
    const n = expected + i + 1
    const id = by.identify(by.now)
    const place = {
      jurisdiction,
      record,
      kind: kind.name,
      n,
      id,
      recordedAt,
      ...(n === 1 && number ? { number } : {}),
    }
    const entry = prepareEntry(draft, place, by.authority, key, by.sealer)
    state = kind.evolve(state, entry.folded)
    const values = draft.particulars
      ? kind.searchable?.(draft.particulars as Record<string, unknown>)
      : undefined
    if (values && values.length > 0) blinds.push(...by.sealer.blind(kind.name, values))
    return entry
  })
  return {
    record,
    kind: kind.name,
    expected,
    n: expected + entries.length,
    number,
    parent: kind.parent?.(state) ?? null,
    holds: kind.holds?.(state) ?? null,
    isOpen: kind.isOpen(state),
    state,
    key,
    wrapped: opened?.wrapped ?? null,
    entries,
    blinds,
    timers: change.timers ?? [],
  }
}
