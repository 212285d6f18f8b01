import {
  formatSigner,
  formatTlogProof,
  formatVerifier,
  leafHash,
  openCheckpoint,
  openNote,
  parseSigner,
  parseTlogProof,
  parseVerifier,
  signNote,
  verifierOf,
  verifyTlogProof,
} from '@kuaiji/ledger/tree'
import { expect, it } from 'vitest'
import reference from './reference/notes.json' with { type: 'json' }

it('signs and opens the note of golang.org/x/mod/sumdb/note', () => {
  const signer = parseSigner('PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz')
  const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
  expect(formatVerifier(verifierOf(signer))).toBe(key)
  expect(signNote(text, signer)).toBe(note)
  expect(openNote(note, [parseVerifier(key)]).text).toBe(text)
})

it('opens the example note of C2SP signed-note', () => {
  const key = parseVerifier('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
  const note =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
  expect(openNote(note, [key]).text).toBe('This is an example message.\n')
})

it('opens a checkpoint of a public log, signed and cosigned by others’ software', () => {
  const note = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`
  const log = parseVerifier(
    'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f',
  )
  const witnesses = [
    'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM',
    'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO',
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
  ].map(parseVerifier)
  const opened = openCheckpoint(note, { log, witnesses })
  expect(opened).toMatchObject({ origin: log.name, size: 1_432_088_532 })
  expect(opened.signatures.map(signature => signature.signedAt)).toEqual([
    undefined,
    ...[0x6a122120, 0x6a122120, 0x6a122120, 0x6a122120],
  ])
  expect(() => openCheckpoint(note.replace('1432088532', '1432088533'), { log })).toThrow('does not hold')
})

// What follows comes from reference/notes.py, written from the specifications with pyca/cryptography.
const log = parseVerifier(reference.log)
const witnesses = [parseVerifier(reference.witness), parseVerifier(reference.witnessPostQuantum)]

it('signs as the reference does', () => {
  const signer = parseSigner(reference.signingKey)
  expect(signNote(reference.text, signer)).toBe(reference.signed)
  expect(formatSigner(signer)).toBe(reference.signingKey)
  expect([log, ...witnesses].map(formatVerifier)).toEqual([
    reference.log,
    reference.witness,
    reference.witnessPostQuantum,
  ])
})

it('checks Ed25519 and ML-DSA-44 cosignatures', () => {
  const { signatures } = openCheckpoint(reference.cosigned, { log, witnesses })
  expect(signatures.map(s => [s.verifier.name, s.signedAt])).toEqual([
    ['log.example/reference', undefined],
    ['witness.example/w1', reference.time],
    ['witness.example/pq', reference.time],
  ])
  const lines = reference.cosigned.split('\n')
  for (const at of [4, 5, 6]) {
    const line = lines[at]!
    const broken = lines
      .with(at, `${line.slice(0, 60)}${line[60] === 'A' ? 'B' : 'A'}${line.slice(61)}`)
      .join('\n')
    expect(() => openCheckpoint(broken, { log, witnesses })).toThrow('does not hold')
  }
})

it('reads, writes and checks a tlog-proof', () => {
  const hash = leafHash(Buffer.from(reference.leaf))
  const proof = parseTlogProof(reference.proof)
  expect(Buffer.from(proof.extra!).toString()).toBe('of the application')
  expect(formatTlogProof(proof)).toBe(reference.proof)
  expect(verifyTlogProof(reference.proof, hash, { log, witnesses })).toMatchObject({ index: 1 })
  expect(() => verifyTlogProof(reference.proof, leafHash(Buffer.from('other')), { log })).toThrow(
    'another root',
  )
  expect(() => verifyTlogProof(reference.proof.replace('index 1', 'index 0'), hash, { log })).toThrow(
    'another root',
  )
})

it.each([
  ['another version', reference.proof.replace('@v1', '@v2')],
  ['no index', reference.proof.replace('index 1\n', '')],
  ['an index with a zero in front', reference.proof.replace('index 1', 'index 01')],
  ['a negative index', reference.proof.replace('index 1', 'index -1')],
  ['a hash cut short', reference.proof.replace(/index 1\n./, 'index 1\n')],
  ['no checkpoint', reference.proof.split('\n\n')[0]!],
  ['extra data after the index', reference.proof.replace(/(extra .*\n)(index 1\n)/, '$2$1')],
])('refuses a tlog-proof with %s', (_, text) => {
  expect(() => parseTlogProof(text)).toThrow(expect.objectContaining({ code: 'malformed' }))
})
