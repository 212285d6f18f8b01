import type { EntryDraft } from './entry.ts'
import type { Kind } from './record.ts'

/** A wake-up of the ledger's own timer table, written in the append's transaction. */
export interface Timer {
  /** Unique per record: setting a name again replaces it, `dueAt: null` cancels it. */
  readonly name: string
  readonly dueAt: string | null
}

/** What one command does to one record. An append takes a list of these and commits all or none. */
export interface Change<S = unknown> {
  readonly kind: Kind<S>
  readonly record: string
  /** Version the decision was made on; 0 opens the record. */
  readonly expected: number
  readonly state: S
  readonly entries: readonly EntryDraft[]
  readonly timers?: readonly Timer[]
  /** Opening a record that carries a public number: the counter it is drawn from, e.g. `{ series: 'J', year: 2026 }`. */
  readonly numbered?: { readonly series: string; readonly year: number }
}
