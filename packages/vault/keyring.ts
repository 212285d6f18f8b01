import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { KeyRefused, keyBytes, openKeyFile } from './key-file.ts'

/** The keys outside the database. Whoever has a copy of the database alone can open nothing in it. */
export interface Keyring {
  /** Wraps the data keys. Every wrapped key names its master by `id`, so that a later one can take over. */
  readonly master: { readonly id: string; readonly key: Buffer }
  /** A key for one use, e.g. `blind/call`, derived from the blind-index key by HKDF-SHA256 (RFC 5869). */
  subkey(use: string): KeyObject
}

/**
 * Opens `<data>/keys/master.key` and `<data>/keys/blind.key`, 32 bytes and mode 0600 each; makes them at the first
 * start. Throws KeyRefused when a file is open to others, of a wrong length, or missing while `sealedRowsExist`.
 */
export function openKeyring(dataFolder: string, sealedRowsExist: boolean): Keyring {
  const folder = join(dataFolder, 'keys')
  const master = openKeyFile(folder, 'master.key', !sealedRowsExist)
  const blind = openKeyFile(folder, 'blind.key', !sealedRowsExist)
  return keyringOf(master, blind)
}

export function keyringOf(master: Buffer, blind: Buffer): Keyring {
  const subkeys = new Map<string, KeyObject>()
  return {
    master: { id: derive(master, 'master id', masterIdBytes).toString('hex'), key: master },
    subkey(use) {
      const known = subkeys.get(use)
      if (known !== undefined) return known
      const key = createSecretKey(derive(blind, use, keyBytes))
      subkeys.set(use, key)
      return key
    },
  }
}

export const masterIdBytes = 4

function derive(key: Buffer, use: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `kuaiji vault 1/${use}`, length))
}

export async function hasSealedRows(pool: Pick<Pool, 'query'>): Promise<boolean> {
  const { rows } = await pool.query<{ sealed: boolean }>('SELECT EXISTS (SELECT FROM vault.key) AS sealed')
  return rows[0]!.sealed
}

/** At start: a master key of another installation is found out before anything is sealed under it. */
export async function checkKeyring(pool: Pick<Pool, 'query'>, keyring: Keyring): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT encode(substr(wrapped, 2, ${masterIdBytes}), 'hex') AS id FROM vault.key LIMIT 1`,
  )
  const id = rows[0]?.id
  if (id !== undefined && id !== keyring.master.id)
    throw new KeyRefused(
      `keys/master.key (${keyring.master.id}) is not the key this database was sealed under (${id}): put that one back.`,
    )
}
