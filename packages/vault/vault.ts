import type { Identify } from '@kuaiji/kernel'
import type { Ledger, Sealer } from '@kuaiji/ledger'
import type { Keyring } from './keyring.ts'

/** What reads, searches and erasures work with. Their `client` is inside a transaction (read committed) that the caller commits. */
export interface Vault {
  readonly keyring: Keyring
  readonly sealer: Sealer
  readonly ledger: Pick<Ledger, 'append' | 'forgetKey'>
  readonly identify: Identify
}
