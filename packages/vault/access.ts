import { createHmac } from 'node:crypto'
import type { Authority, EntryDraft, FoldedEntry, Kind, Purpose, Role } from '@kuaiji/kernel'
import type { Keyring } from './keyring.ts'

/** One look at the particulars of a record. */
export type AccessMade = EntryDraft<
  'access.made',
  {
    /** Record looked at, and its kind. */
    readonly record: string
    readonly kind: string
    readonly purpose: Purpose
    readonly role: Role
    readonly unit: string
    /** Keyed digest of actor, record, purpose and shift: one look each. It names nobody without the key. */
    readonly once: string
  }
>

/** One search by telephone number: on which record's ground, in which kind, with how many finds. Never the number. */
export type AccessSearched = EntryDraft<
  'access.searched',
  {
    readonly record: string
    readonly kind: string
    readonly purpose: Purpose
    readonly role: Role
    readonly unit: string
    readonly found: number
  }
>

export type AccessEntry = AccessMade | AccessSearched

export interface AccessState {
  readonly record: string
  readonly kind: string
  readonly act: 'look' | 'search'
  readonly purpose: Purpose
  readonly role: Role
  readonly unit: string
  readonly once: string | null
}

/**
 * Never on a desk, and never let go of: what it holds is what makes a second look of the same shift no second entry.
 * Who looked stays for three years (个人信息保护法 §56: records of processing are kept at least that long).
 */
export const access: Kind<AccessState> = {
  name: 'access',
  initial: { record: '', kind: '', act: 'look', purpose: 'audit', role: 'system', unit: '', once: null },
  evolve(_, entry) {
    const { type, facts } = entry as FoldedEntry & AccessEntry
    const { record, kind, purpose, role, unit } = facts
    switch (type) {
      case 'access.made':
        return { record, kind, act: 'look', purpose, role, unit, once: facts.once }
      case 'access.searched':
        return { record, kind, act: 'search', purpose, role, unit, once: null }
    }
  },
  isOpen: () => false,
  parent: state => state.record,
  holds: state => (state.once === null ? undefined : heldBy(state.once)),
  retentionDays: 1096,
}

/** What `ledger.state.holds` says of a look, so that those made already are found by its unique index. */
export function heldBy(once: string): string {
  return `access:${once}`
}

export function lookDigest(keyring: Keyring, authority: Authority, record: string): string {
  const { jurisdiction, purpose, shift, actor } = authority
  return createHmac('sha256', keyring.subkey('access'))
    .update(`${actor.id}\0${record}\0${purpose}\0${shift}\0${jurisdiction}`)
    .digest('hex')
}
