/** Why the server could not start; each has its own sentence for the operator. */
export type StartupCode =
  | 'binaries_missing'
  | 'data_folder_unusable'
  | 'data_folder_unreachable'
  | 'data_folder_in_use'
  | 'data_folder_foreign'
  | 'data_folder_damaged'
  | 'data_folder_incomplete'
  | 'database_other_major'
  | 'database_did_not_start'
  | 'database_refused'
  | 'database_too_old'
  | 'database_url_malformed'
  | 'role_too_strong'
  | 'role_lacks_rights'
  | 'schema_outdated'
  | 'schema_newer'
  | 'schema_edited'
  | 'schema_failed'
  | 'port_taken'
  | (string & {})

/** One clear sentence instead of a stack: whoever starts the process prints `message` and exits with 1. */
export class StartupError extends Error {
  readonly code: StartupCode

  constructor(code: StartupCode, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'StartupError'
    this.code = code
  }
}

/** What the system said, in short: `EACCES`, `28P01`, or the message. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.message || (error as NodeJS.ErrnoException).code || error.name
}

export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
