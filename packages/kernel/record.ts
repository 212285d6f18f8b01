import type { EntryDraft, FoldedEntry } from './entry.ts'

/** A kind of record: how its state is folded, and what the ledger keeps beside the state for constraints. */
export interface Kind<S = unknown> {
  /** Also the prefix of its entry types: `incident` → `incident.opened`. */
  readonly name: string
  readonly initial: S
  /** Exhaustive over the kind's entries; the state holds references and codes, never particulars. */
  evolve(state: S, entry: FoldedEntry): S
  /** An open record is on somebody's desk. */
  isOpen(state: S): boolean
  /** What the record holds exclusively, e.g. `unit:<id>`: a unique index allows one holder at a time. */
  holds?(state: S): string | undefined
  /** The record this one belongs to, e.g. an assignment's incident. */
  parent?(state: S): string | undefined
  /** What follows when one of the record's timers falls due; an empty list lets it lapse. */
  onDue?(state: S, timer: string, now: Date): readonly EntryDraft[]
  /** Values of the particulars that may be searched through the kind's blind index, e.g. `{ telephone }`. */
  searchable?(particulars: Readonly<Record<string, unknown>>): readonly string[]
  /** Days after closing that particulars are kept; then the purge job erases them. */
  readonly retentionDays: number
}

export function fold<S>(kind: Kind<S>, state: S, entries: readonly FoldedEntry[]): S {
  return entries.reduce((s, entry) => kind.evolve(s, entry), state)
}
