/** Where a time comes from. `inferred` is never silent: a later milestone proved an earlier one. */
export type AtSource = 'automatic' | 'operator' | 'field' | 'inferred'

/** Codes, numbers, district, urban flag, 500 m cell: never a name, free text or exact point. */
export type Facts = Readonly<Record<string, unknown>>

/** The version of a dated rule an entry relied on, e.g. `{ id: 'response.acknowledge', version: 1 }`. */
export interface RuleReference {
  readonly id: string
  readonly version: number
}

/** What a command decides: one fact, past tense, before the ledger gives it an id and a place. */
export interface EntryDraft<Type extends string = string, F extends Facts = Facts, P = unknown> {
  readonly type: Type
  /** When it happened, ISO 8601 in UTC; `recordedAt` is the ledger's. */
  readonly at: string
  readonly atSource: AtSource
  readonly facts: F
  /** Erasable personal data: exact point, address, free text, contact. Sealed in the vault. */
  readonly particulars?: P
  readonly rules?: readonly RuleReference[]
  /** Id of the entry that led to this one. */
  readonly cause?: string
}

/** What a fold sees of an entry: everything but its particulars. */
export interface FoldedEntry<Type extends string = string, F extends Facts = Facts> {
  readonly id: string
  readonly record: string
  readonly n: number
  readonly type: Type
  readonly at: string
  readonly atSource: AtSource
  readonly recordedAt: string
  readonly actor: import('./actor.ts').ActorTrace
  readonly facts: F
  readonly cause?: string
}
