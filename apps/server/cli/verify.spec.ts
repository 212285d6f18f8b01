import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  commit,
  encodeBundle,
  formatTlogProof,
  formatVerifier,
  inclusionProof,
  leafHash,
  leafOf,
  parseTilePath,
  readTile,
  signReceipt,
  verifierOf,
  writeLog,
} from '@kuaiji/ledger/tree'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { memorySource, sampleLeaves, sampleLog, sampleSigner } from '../../../packages/ledger/tree/sample.ts'
import { exportCommand } from './export.ts'
import { verifyCommand } from './verify.ts'

const key = formatVerifier(verifierOf(sampleSigner))
const salts = { envelope: Buffer.alloc(32, 1), facts: Buffer.alloc(32, 2) }
const envelope = { type: 'call.rang', recordedAt: '2026-11-23T08:00:00.000Z' }
const facts = { district: 'yuecheng' }
const commitments = {
  envelope: commit(salts.envelope, envelope),
  facts: commit(salts.facts, facts),
  particulars: commit(Buffer.alloc(32, 3), null),
}
const leaves = [...sampleLeaves(600), leafOf(commitments)]
const files = sampleLog(leaves)

let folder: string
let server: Server
let url: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-verify-'))
  server = createServer((request, response) => {
    const path = request.url!.slice('/ledger/'.length)
    const bytes = path === 'key' ? Buffer.from(`${key}\n`) : files.get(path)
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubEnv('KUAIJI_DATA', folder)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

/** Runs the command line and gives back what it printed and its exit code. */
async function run(...words: string[]): Promise<{ out: string; err: string; code: number }> {
  const out: string[] = []
  const err: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(line => void out.push(`${line}\n`))
  const error = vi.spyOn(console, 'error').mockImplementation(line => void err.push(`${line}\n`))
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const program = new Command()
  verifyCommand(program)
  exportCommand(program)
  try {
    await program.parseAsync(words, { from: 'user' })
    return { out: out.join(''), err: err.join(''), code: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = 0
    for (const spy of [log, error, write]) spy.mockRestore()
  }
}

it('verifies a running server, and says whom it trusted', async () => {
  const { out, code } = await run('verify', url)
  expect(code).toBe(0)
  expect(out).toMatch(/^log\.example\/spec: all 601 entries, every tile and the root .+= hold\n/)
  expect(out).toContain('the server was trusted (give --key)')
  expect((await run('verify', url, '--key', key)).out).toContain('\nsigned by log.example/spec')
})

it('finds the server of this folder', async () => {
  await writeFile(join(folder, 'server.json'), JSON.stringify({ url }))
  expect(JSON.parse((await run('verify', '--json')).out)).toMatchObject({
    ok: true,
    source: `${url}/ledger`,
    origin: 'log.example/spec',
    size: 601,
    trusted: 'server',
    signedBy: ['log.example/spec'],
  })
})

it('exports over HTTP and verifies the folder, with an older checkpoint', async () => {
  const copy = join(folder, 'copy')
  expect(await run('export', '--log', copy, '--from', url)).toMatchObject({ code: 0 })
  const since = join(folder, 'older')
  await writeFile(since, sampleLog(leaves.slice(0, 300)).get('checkpoint')!)
  const { out } = await run('verify', '--log', copy, '--key', key, '--since', since)
  expect(out).toContain('it extends the older checkpoint of 300 entries')
  expect((await run('verify', '--log', copy)).out).toContain(
    'the signature was not checked, for no key was given',
  )
})

it('names the entry that was changed, in one sentence, and fails', async () => {
  const copy = join(folder, 'copy')
  await writeLog(memorySource(files), copy)
  await writeFile(
    join(copy, 'tile/entries/001'),
    encodeBundle(leaves.slice(256, 512).with(5, Buffer.from('other'))),
  )
  const plain = await run('verify', '--log', copy, '--key', key)
  expect(plain).toMatchObject({ code: 1, out: '' })
  expect(plain.err).toMatch(/^kuaiji verify: entry 261 was changed: it hashes to .*\n$/)
  const json = await run('verify', '--log', copy, '--key', key, '--json')
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, code: 'changed', entry: 261 })
})

it('checks a receipt, pending and included', async () => {
  const pending = signReceipt(
    { envelope, facts, salts, commitments, recordedAt: envelope.recordedAt, proof: '/ledger/proof/1' },
    sampleSigner,
  )
  const path = join(folder, 'receipt.json')
  await writeFile(path, JSON.stringify(pending))
  expect((await run('verify', '--receipt', path, '--key', key)).out).toMatch(/\npending: /)
  const source = memorySource(files)
  const hashes = await inclusionProof(
    (level, index, width) => readTile(source, { level, index, width }),
    600,
    601,
  )
  const tlogProof = formatTlogProof({ index: 600, hashes, checkpoint: await source.checkpoint() })
  await writeFile(path, JSON.stringify({ ...pending, state: 'included', tlogProof }))
  expect((await run('verify', '--receipt', path, '--key', key)).out).toContain(
    'entry 600 of the log of 601 entries',
  )
  const trusting = await run('verify', url, '--receipt', path, '--json')
  expect(JSON.parse(trusting.out)).toMatchObject({
    ok: true,
    state: 'included',
    index: 600,
    trusted: 'server',
  })
  expect(Buffer.from(JSON.parse(trusting.out).leafHash, 'base64')).toEqual(leafHash(leaves[600]!))
})

it.each([
  ['a key that is none', ['--log', 'x', '--key', 'abc'], 'a verifier key reads name+id+base64'],
  ['a folder that is none', ['--log', '/nonexistent'], '/nonexistent/checkpoint cannot be read (ENOENT)'],
  ['an address and a log', ['http://127.0.0.1:9', '--log', 'x'], 'not both'],
  ['a receipt that is none', ['--receipt', import.meta.filename, '--key', key], 'is not JSON'],
])('fails with one sentence for %s', async (_, words, sentence) => {
  const { out, err, code } = await run('verify', ...words)
  expect({ out, code }).toEqual({ out: '', code: 1 })
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toContain(sentence)
})

it('the sample serves what a log serves', () => {
  expect([...files.keys()].filter(path => path !== 'checkpoint').map(parseTilePath)).toHaveLength(
    files.size - 1,
  )
})
