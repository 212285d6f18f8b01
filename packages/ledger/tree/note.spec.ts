import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { emptyRoot } from './hash.ts'
import {
  addSignature,
  formatSigner,
  formatVerifier,
  openNote,
  parseNote,
  parseSigner,
  parseVerifier,
  signerFrom,
  signNote,
  verifierOf,
} from './note.ts'

const signer = signerFrom('log.example/a', Buffer.alloc(32, 1))
const other = signerFrom('log.example/b', Buffer.alloc(32, 2))
const key = parseVerifier(formatVerifier(verifierOf(signer)))
const otherKey = verifierOf(other)
const text = 'first line\n\nthird line\n'
const note = signNote(text, signer)

it('opens what was signed, with empty lines inside', () => {
  expect(openNote(note, [key])).toEqual({ text, signatures: [{ verifier: key }], unknown: [] })
})

it('keeps its keys in text', () => {
  expect(signNote(text, parseSigner(formatSigner(signer)))).toBe(note)
  expect(() => parseSigner(formatSigner(signer).replace('log.example/a', 'log.example/c'))).toThrow(
    'do not fit',
  )
  expect(() => parseVerifier(formatVerifier(key).replace('log.example/a', 'log.example/c'))).toThrow(
    'do not fit',
  )
  expect(() => parseVerifier('log.example/a+00000000+')).toThrow('reads name+id+base64')
})

it('ignores signatures by keys it was not given, whatever they are', () => {
  const signature = parseNote(signNote(text, other)).signatures[0]!
  const both = addSignature(note, other, signature.bytes)
  expect(openNote(both, [key]).unknown).toEqual(['log.example/b'])
  expect(openNote(both, [key, otherKey]).signatures).toHaveLength(2)
  expect(openNote(addSignature(note, other, Buffer.alloc(64)), [key]).unknown).toEqual(['log.example/b'])
})

it('refuses a note when a known key has not signed it, or has and the signature does not hold', () => {
  expect(() => openNote(note, [otherKey])).toThrow(/^not signed by log\.example\/b\+/)
  expect(() => openNote(note, [])).toThrow('not signed')
  const forged = addSignature(note, other, Buffer.alloc(64))
  expect(() => openNote(forged, [key, otherKey])).toThrow('the signature by log.example/b does not hold')
})

it('no single changed character opens', () => {
  fc.assert(
    fc.property(
      fc.nat(note.length - 1),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      (at, c) => {
        fc.pre(note[at] !== c)
        expect(() => openNote(note.slice(0, at) + c + note.slice(at + 1), [key])).toThrow()
      },
    ),
    { numRuns: 300 },
  )
})

it.each([
  ['nothing', ''],
  ['no signatures', 'text\n'],
  ['no final newline', note.slice(0, -1)],
  ['a control character', note.replace('line', 'li\tne')],
  ['carriage returns', note.replaceAll('\n', '\r\n')],
  ['half a surrogate pair', note.replace('line', '\ud800')],
  ['a hyphen for the dash', note.replace('—', '-')],
  ['two spaces', note.replace('— ', '—  ')],
  ['a plus in the name', note.replace('log.example/a', 'log+a')],
  ['unpadded base 64', note.replace(/=+\n$/, '\n')],
  ['a signature of three bytes', `${text}\n— log.example/a AAAA\n`],
  ['a line behind the signature', `${note}more\n`],
  ['101 signatures', `${text}\n${note.slice(text.length + 1).repeat(101)}`],
])('refuses a note with %s', (_, bad) => {
  expect(() => parseNote(bad)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u0000', 'a\ud800'])('refuses the key name %j', name => {
  expect(() => signerFrom(name, Buffer.alloc(32))).toThrow('a key name has no space')
})

const checkpoint = { origin: 'log.example/a', size: 0, root: emptyRoot }

it('opens a checkpoint of the log that was asked for only', () => {
  const signed = signCheckpoint(checkpoint, signer)
  expect(openCheckpoint(signed, { log: key })).toMatchObject({ ...checkpoint, note: signed })
  expect(openCheckpoint(signed, {}).signatures).toEqual([])
  expect(() => openCheckpoint(signed, { log: key, origin: 'elsewhere' })).toThrow('not of elsewhere')
  const foreign = signCheckpoint({ ...checkpoint, origin: 'log.example/z' }, signer)
  expect(() => openCheckpoint(foreign, { log: key })).toThrow(
    'of the log log.example/z, not of log.example/a',
  )
  expect(openCheckpoint(foreign, { log: key, origin: 'log.example/z' }).origin).toBe('log.example/z')
})

it('a witness alone does not make a checkpoint', () => {
  const byWitness = signNote('log.example/a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', other)
  expect(() => openCheckpoint(byWitness, { log: key, witnesses: [otherKey] })).toThrow(
    'not signed by log.example/a',
  )
})

const root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
it.each([
  `o\n1\n`,
  `\n1\n${root}\n`,
  `o\n01\n${root}\n`,
  `o\n-1\n${root}\n`,
  `o\n1e3\n${root}\n`,
  `o\n9007199254740992\n${root}\n`,
  `o\n1\n${root.slice(0, -1)}\n`,
  `o\n1\nAAAA\n`,
  `o\n1\n${root}`,
  `o\n1\n${root}\n\nextension\n`,
])('refuses the checkpoint text %j', body => {
  expect(() => parseCheckpoint(body)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

it('keeps extension lines', () => {
  expect(parseCheckpoint(`o\n1\n${root}\none\ntwo\n`).extensions).toEqual(['one', 'two'])
})
