import type { Desk } from '@kuaiji/kernel'

/** A row of the ledger's folded states. */
export interface StateRow<S> extends Record<string, unknown> {
  readonly record: string
  readonly n: number
  readonly number: string | null
  readonly is_open: boolean
  readonly state: S
}

/** Records of one kind by id; those that do not exist are left out. */
export function statesOf<S>(desk: Desk, kind: string, records: readonly string[]): Promise<StateRow<S>[]> {
  return desk.query<StateRow<S>>(
    `SELECT record, n, number, is_open, state FROM ledger.state
      WHERE jurisdiction = $1 AND kind = $2 AND record = ANY($3::uuid[])`,
    [desk.authority.jurisdiction, kind, records],
  )
}
