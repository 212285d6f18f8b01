import { type Authority, type Change, type Kind, uuidv7 } from '@kuaiji/kernel'
import { createLedger } from '@kuaiji/ledger'
import type { Pool } from 'pg'
import { keyringOf } from './keyring.ts'
import { createSealer } from './sealer.ts'
import type { Vault } from './vault.ts'

/** What the vault's tests write: a letter that someone answers, with a sender who may be looked for. */
export const letter: Kind<{ readonly answered: boolean }> = {
  name: 'letter',
  initial: { answered: false },
  evolve: (_, entry) => ({ answered: entry.type === 'letter.answered' }),
  isOpen: state => !state.answered,
  searchable: particulars => (typeof particulars.telephone === 'string' ? [particulars.telephone] : []),
  retentionDays: 30,
}

export const sampleTime = new Date('2026-11-23T04:00:00.000Z')

export function sampleAuthority(
  change: Partial<Authority> & { readonly actor?: never } = {},
  actorId = 'account-1',
): Authority {
  return {
    jurisdiction: 'test',
    purpose: 'call_handling',
    shift: 'day',
    actor: { id: actorId, role: 'calltaker', unit: 'bureau', seat: '110-01', channel: 'console' },
    ...change,
  }
}

export function sampleVault(pool: Pool): Vault {
  const keyring = keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
  const sealer = createSealer(keyring)
  const clock = { now: () => sampleTime, until: async () => {} }
  return {
    keyring,
    sealer,
    identify: uuidv7,
    ledger: createLedger({ pool, clock, identify: uuidv7, sealer }),
  }
}

/** A letter as it comes in; its id is drawn here. */
export function received(particulars: Readonly<Record<string, unknown>>, kind: Kind = letter): Change {
  return {
    kind,
    record: uuidv7(sampleTime),
    expected: 0,
    state: kind.initial,
    entries: [
      {
        type: `${kind.name}.received`,
        at: sampleTime.toISOString(),
        atSource: 'automatic',
        facts: {},
        particulars,
      },
    ],
  }
}

export function answered(record: string, text: string): Change {
  return {
    kind: letter,
    record,
    expected: 1,
    state: letter.initial,
    entries: [
      {
        type: 'letter.answered',
        at: sampleTime.toISOString(),
        atSource: 'operator',
        facts: {},
        particulars: { text },
      },
    ],
  }
}
