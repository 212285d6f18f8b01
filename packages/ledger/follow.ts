import type { FoldedEntry } from '@kuaiji/kernel'
import type { PoolClient } from 'pg'

/** An entry as followers see it: integrated, with its place in the log; never with particulars. */
export interface LedgerEntry extends FoldedEntry {
  readonly jurisdiction: string
  readonly kind: string
  /** Dense place in the log, from 0: the one notion of position for views, streams and proofs. */
  readonly leafIndex: number
  readonly parent: string | null
}

/** A table built from entries. Its fold runs in the transaction that moves its position, so each entry counts once. */
export interface View {
  readonly name: string
  /** Raise it when the fold changes: the view is then dropped and rebuilt from leaf 0. */
  readonly version: number
  /** Empties the view's tables before a rebuild. */
  reset(client: PoolClient): Promise<void>
  fold(client: PoolClient, entries: readonly LedgerEntry[]): Promise<void>
}
