import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyRefused } from './key-file.ts'
import { openKeyring } from './keyring.ts'

let data: string
const keys = () => join(data, 'keys')
const master = () => join(keys(), 'master.key')

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kuaiji-keys-'))
})
afterEach(() => rmSync(data, { recursive: true }))

describe('the keyring', () => {
  it('makes two keys of its own at the first start and finds them again', () => {
    const first = openKeyring(data, false)
    expect(readdirSync(keys()).sort()).toEqual(['blind.key', 'master.key'])
    expect(statSync(keys()).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(keys())) expect(statSync(join(keys(), name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(master())).not.toEqual(readFileSync(join(keys(), 'blind.key')))
    const second = openKeyring(data, true)
    expect(second.master).toEqual(first.master)
    expect(second.subkey('blind/call').equals(first.subkey('blind/call'))).toBe(true)
  })

  it('has an id that is not part of the key, and unlike subkeys', () => {
    const keyring = openKeyring(data, false)
    expect(keyring.master.key.toString('hex')).not.toContain(keyring.master.id)
    expect(keyring.subkey('blind/call').equals(keyring.subkey('blind/incident'))).toBe(false)
  })

  it.each([0o640, 0o604, 0o666, 0o610])('refuses a key file of mode %o', mode => {
    openKeyring(data, false)
    chmodSync(master(), mode)
    expect(() => openKeyring(data, true)).toThrow(KeyRefused)
    expect(() => openKeyring(data, true)).toThrow(/master\.key is open to other users .*chmod 600/)
  })

  it('takes a key file that is narrower than it must be', () => {
    openKeyring(data, false)
    chmodSync(master(), 0o400)
    expect(openKeyring(data, true).master.key).toHaveLength(32)
  })

  it.each([0, 31, 33])('refuses a key of %d bytes and leaves it as it is', length => {
    openKeyring(data, false)
    writeFileSync(master(), Buffer.alloc(length))
    expect(() => openKeyring(data, false)).toThrow(`is ${length} bytes long`)
    expect(statSync(master()).size).toBe(length)
  })

  it('makes no new key while rows are sealed under a lost one', () => {
    expect(() => openKeyring(data, true)).toThrow(/master\.key is missing.*put the file back/)
    openKeyring(data, false)
    rmSync(join(keys(), 'blind.key'))
    expect(() => openKeyring(data, true)).toThrow(/blind\.key is missing/)
    expect(readdirSync(keys())).toEqual(['master.key'])
  })

  it('puts no key where others may replace it', () => {
    mkdirSync(keys())
    chmodSync(keys(), 0o770)
    expect(() => openKeyring(data, false)).toThrow(/writable by other users/)
    expect(readdirSync(keys())).toEqual([])
  })
})
