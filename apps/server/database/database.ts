/** A database ready for use: reachable, migrated, with the application role's rights examined. */
export interface Database {
  readonly mode: 'embedded' | 'external'
  /** Where requests are served: INSERT and SELECT on `ledger.entry`, no ownership. May be a pooler. */
  readonly applicationUrl: string
  /** Owns the schemas and migrates. Absent when an external database was given without DATABASE_OWNER_URL. */
  readonly ownerUrl?: string
  /** The application role past any pooler: LISTEN and jobs. */
  readonly directUrl: string
  /** True when the application role could alter the ledger and KUAIJI_SINGLE_ROLE accepts that. */
  readonly singleRole: boolean
  /** Called once per loss of the embedded database, with the reason; an external one is never called lost. */
  onLoss(listener: (reason: string) => void): void
  /** Brings a lost embedded database back at the same addresses. Throws `StartupError` when it cannot. */
  recover(): Promise<void>
  /** Stops the embedded database; an external one is left alone. */
  stop(): Promise<void>
}
