/** Where a sealed value belongs; bound to the ciphertext so that it cannot be moved to another entry. */
export interface Place {
  readonly jurisdiction: string
  readonly record: string
  readonly n: number
}

/** What the ledger asks of the vault: particulars are sealed before they reach the database. */
export interface Sealer {
  /** A fresh data key for a new record, and its wrapped form for `vault.key`. */
  newKey(jurisdiction: string, record: string): { key: Buffer; wrapped: Buffer }
  unwrap(jurisdiction: string, record: string, wrapped: Buffer): Buffer
  /** Seals salt ‖ canonical JSON under the record's data key. */
  seal(key: Buffer, place: Place, salt: Buffer, json: string): Buffer
  open(key: Buffer, place: Place, sealed: Buffer): { salt: Buffer; json: string }
  /** Keyed digests of searchable values; one key per kind, so that kinds cannot be joined. */
  blind(kind: string, values: readonly string[]): Buffer[]
}
