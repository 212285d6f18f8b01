import { resolve } from 'node:path'

/** Root of the checkout; `var` lies here unless `KUAIJI_DATA` names another folder. */
export const repository = resolve(import.meta.dirname, '../../..')

export interface DatabaseSettings {
  /** Absolute path; holds identity, keys and, unless the place is closed to PostgreSQL, the cluster. */
  readonly dataFolder: string
  /** An existing PostgreSQL instead of the embedded one: the application role's address. */
  readonly databaseUrl?: string
  /** The role that owns the schemas and migrates. */
  readonly ownerUrl?: string
  /** Around a pooler, for LISTEN, jobs and migrations. */
  readonly directUrl?: string
  /** The operator accepts one role for everything; health and doctor say so. */
  readonly singleRole: boolean
  /** Receives one sentence when a step takes its time, such as the first start or a recovery. */
  readonly progress?: (sentence: string) => void
}

export function databaseSettings(environment: NodeJS.ProcessEnv): DatabaseSettings {
  const { KUAIJI_DATA, DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL, KUAIJI_SINGLE_ROLE } =
    environment
  return {
    dataFolder: KUAIJI_DATA ? resolve(KUAIJI_DATA) : resolve(repository, 'var'),
    ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}),
    ...(DATABASE_OWNER_URL ? { ownerUrl: DATABASE_OWNER_URL } : {}),
    ...(DATABASE_DIRECT_URL ? { directUrl: DATABASE_DIRECT_URL } : {}),
    singleRole: KUAIJI_SINGLE_ROLE === '1',
  }
}
