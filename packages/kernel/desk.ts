import type { Authority } from './actor.ts'
import type { Change } from './change.ts'
import type { Kind } from './record.ts'

/** A record as it stands: its version, its folded state and, where it has one, its public number. */
export interface Loaded<S> {
  readonly id: string
  readonly n: number
  readonly state: S
  readonly number?: string
}

/** What an append did to one record. */
export interface Written {
  readonly record: string
  readonly n: number
  readonly number?: string
  readonly entryIds: readonly string[]
  readonly receipts: readonly Receipt[]
}

/** Proof for the person concerned that the bureau has it; pending until a checkpoint covers it. */
export interface Receipt {
  readonly v: 1
  readonly state: 'pending'
  readonly origin: string
  readonly envelope: unknown
  readonly facts: unknown
  readonly salts: { readonly envelope: string; readonly facts: string }
  readonly commitments: { readonly envelope: string; readonly facts: string; readonly particulars: string }
  /** Ed25519 signed note over the leaf hash by the server's log key. */
  readonly signature: string
  /** Path where a C2SP `tlog-proof` stands once a checkpoint covers the entry. */
  readonly proof: string
}

/** What a handler works with: one request's authority, its time, and the doors to ledger and vault. */
export interface Desk {
  readonly authority: Authority
  readonly now: Date
  newId(): string
  /** Throws a 404 refusal when there is no such record of this kind. */
  load<S>(kind: Kind<S>, record: string): Promise<Loaded<S>>
  find<S>(kind: Kind<S>, record: string): Promise<Loaded<S> | undefined>
  /** Commits all changes or none; a stale version, a held thing or a twin is a refusal. */
  append(changes: readonly Change[]): Promise<readonly Written[]>
  /** Opens the particulars of a record's entries for the authority's purpose, and records the look. Newest last. */
  particulars(
    records: readonly string[],
  ): Promise<ReadonlyMap<string, readonly { readonly n: number; readonly value: Record<string, unknown> }[]>>
  /** Plain reads of views and folded states; SQL stays visible in the caller. */
  query<Row extends Record<string, unknown>>(sql: string, parameters: readonly unknown[]): Promise<Row[]>
}
