import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  hashBytes,
  logSource,
  openCheckpoint,
  parseVerifier,
  resourcesOf,
  tilePath,
  tileWidth,
  type Verifier,
  verifyLog,
  verifyReceipt,
} from '@kuaiji/ledger/tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../../apps/server/database/settings.ts'
import { makeDataFolder, removeDataFolder } from '../setup/data-folder.ts'
import { type FreshDatabase, freshDatabase } from '../setup/fresh-database.ts'
import { ask, inParallel, Seat, type ServerProcess, settled, startServer, until } from '../setup/server.ts'

const run = promisify(execFile)

let database: FreshDatabase
let server: ServerProcess
let taker: Seat
let log: Verifier

beforeAll(async () => {
  database = await freshDatabase()
  server = await startServer(await makeDataFolder(), {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  })
  taker = await Seat.of(server.url, 'calltaker')
  log = parseVerifier((await ask(`${server.url}/ledger/key`)).body)
})

afterAll(async () => {
  await server?.stop()
  if (server) await removeDataFolder(server.dataFolder)
  await database?.drop()
})

const ledger = (path: string) => ask(`${server.url}/ledger/${path}`)
const readCheckpoint = async () => (await ledger('checkpoint')).body as string

/** The receipt of a call as its caller keeps it, and as it is once the log holds the call. */
async function callWithReceipt() {
  const { receipt } = (await taker.post('/api/calls', { text: '钱包被偷', telephone: '13600006666' })).body
  const proof = await until(
    () => ask(`${server.url}${receipt.proof}`),
    ({ status }) => status === 200,
  )
  return { receipt, proven: { ...receipt, state: 'included', tlogProof: proof.body } }
}

describe('a receipt', () => {
  it('is signed at once and pending, and proven by the next checkpoint', async () => {
    const { receipt, proven } = await callWithReceipt()
    expect(verifyReceipt(receipt, { log })).toMatchObject({
      state: 'pending',
      trusted: 'key',
      origin: log.name,
      recordedAt: receipt.envelope.recordedAt,
    })
    const report = verifyReceipt(proven, { log })
    const auditor = await Seat.of(server.url, 'auditor')
    const entry = (await auditor.get(`/api/entries/${receipt.envelope.id}`)).body
    expect(report).toMatchObject({ state: 'included', index: entry.leafIndex, leafHash: entry.leafHash })
    expect(report.size).toBeGreaterThan(entry.leafIndex)
    expect(entry).toMatchObject({ envelope: receipt.envelope, facts: receipt.facts, salts: receipt.salts })
  })

  it('has an address that says so while no checkpoint covers it', async () => {
    // Whoever asks at once, many times over, meets the moment before the checkpoint at least once.
    const replies = await inParallel(40, 8, async () => {
      const { receipt } = (await taker.post('/api/calls', {})).body
      return ask(`${server.url}${receipt.proof}`)
    })
    const pending = replies.filter(reply => reply.status === 404)
    expect(pending.length).toBeGreaterThan(0)
    for (const { body } of pending) expect(body).toMatchObject({ code: 'pending', type: '/problems/pending' })
  })

  it('that was touched is refused', async () => {
    const { receipt, proven } = await callWithReceipt()
    const later = { ...receipt.envelope, at: '2026-01-01T00:00:00.000Z' }
    expect(() => verifyReceipt({ ...receipt, envelope: later }, { log })).toThrow(/envelope/)
    expect(() => verifyReceipt({ ...receipt, facts: { ...receipt.facts, outside: true } }, { log })).toThrow(
      /facts/,
    )
    const other = (await callWithReceipt()).proven
    expect(() => verifyReceipt({ ...proven, tlogProof: other.tlogProof }, { log })).toThrow()
    expect(() => verifyReceipt({ ...proven, signature: other.signature }, { log })).toThrow()
  })
})

describe('the tlog-tiles log under /ledger', () => {
  it('serves a signed checkpoint that is asked for anew each time', async () => {
    const { headers, body } = await ledger('checkpoint')
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-cache')
    const checkpoint = openCheckpoint(body, { log })
    expect(checkpoint.origin).toMatch(/^simulated\.kuaiji\.log\/[0-9a-f]{16}$/)
    expect(checkpoint.signatures).toHaveLength(1)
  })

  it('serves every tile and bundle of the published size, whole and partial, for ever', async () => {
    const { entries } = await settled(server.url)
    const { size } = openCheckpoint(await readCheckpoint(), { log })
    expect(size).toBe(entries)
    expect(size).toBeGreaterThan(tileWidth)
    const resources = [...resourcesOf(size)]
    expect(resources.some(({ width }) => width < tileWidth)).toBe(true)
    for (const id of resources) {
      const response = await fetch(`${server.url}/ledger/${tilePath(id)}`)
      const bytes = await response.arrayBuffer()
      expect([tilePath(id), response.status]).toEqual([tilePath(id), 200])
      expect(response.headers.get('content-type')).toBe('application/octet-stream')
      expect(response.headers.get('cache-control')).toMatch(/immutable/)
      if (id.level !== 'entries') expect(bytes.byteLength).toBe(id.width * hashBytes)
    }
  })

  it('serves nothing past the published size, and each resource at one address', async () => {
    await settled(server.url)
    const { size } = openCheckpoint(await readCheckpoint(), { log })
    const last = Math.floor(size / tileWidth)
    for (const level of ['entries', 0] as const)
      for (const past of [
        { level, index: last, width: (size % tileWidth) + 1 },
        { level, index: last + 1, width: 1 },
        { level, index: last + 1, width: tileWidth },
      ])
        expect((await ledger(tilePath(past))).body).toMatchObject({ status: 404, code: 'not_published' })
    for (const path of [
      'tile/0/000.p/256',
      'tile/0/000.p/0',
      'tile/0/x000/000',
      'tile/00/000',
      'tile/0/000/',
    ])
      expect((await ledger(path)).body).toMatchObject({ status: 404, code: 'tile_path' })
  })

  it('never says more than its newest checkpoint while entries stream in', async () => {
    let taking = true
    const load = (async () => {
      while (taking) await inParallel(20, 10, () => taker.post('/api/calls', {}))
    })()
    let before = await readCheckpoint()
    for (let i = 0; i < 4; i++) {
      const { size } = openCheckpoint(before, { log })
      const next = await until(readCheckpoint, note => note !== before)
      const report = await verifyLog(logSource(`${server.url}/ledger`), { log, olderCheckpoint: before })
      expect(report.size).toBeGreaterThan(size)
      before = next
    }
    taking = false
    await load
  })
})

describe('an erased record', () => {
  it('leaves the tree whole and its receipt valid, and nobody can read what was said', async () => {
    const { receipt, proven } = await callWithReceipt()
    const id = receipt.envelope.record as string
    const before = await readCheckpoint()
    const admin = await Seat.of(server.url, 'admin')
    const erase = () => admin.post(`/api/records/${id}/erasure`, { reason: 'request' })
    expect((await erase()).body).toMatchObject({ status: 409, code: 'still_open' })
    expect((await taker.get(`/api/calls/${id}`)).body.telephone).toBe('13600006666')
    expect((await taker.post(`/api/calls/${id}/claim`)).status).toBe(200)
    expect((await taker.post(`/api/calls/${id}/close`, { result: 'withdrawn' })).status).toBe(200)
    expect((await erase()).body).toEqual({ id, entries: 3 })
    expect((await erase()).body).toMatchObject({ status: 409, code: 'erased' })
    expect((await taker.get(`/api/calls/${id}`)).body).toMatchObject({ telephone: null, text: null })
    const { entries } = await settled(server.url)
    const report = await verifyLog(logSource(`${server.url}/ledger`), { log, olderCheckpoint: before })
    expect(report).toMatchObject({ size: entries, trusted: 'key' })
    expect(verifyReceipt(proven, { log }).state).toBe('included')
    expect((await ask(`${server.url}${receipt.proof}`)).status).toBe(200)
  })
})

describe('kuaiji verify', () => {
  const kuaiji = async (...words: string[]) => {
    const program = join(repository, 'apps/server/cli/kuaiji.ts')
    const { stdout } = await run(process.execPath, [program, 'verify', ...words, '--json'], {
      cwd: repository,
    })
    return JSON.parse(stdout)
  }

  it('accepts the running server, with and without its key, and a receipt', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kuaiji-verify-'))
    try {
      const key = ((await ledger('key')).body as string).trim()
      const since = join(folder, 'checkpoint')
      await writeFile(since, await readCheckpoint())
      const { proven } = await callWithReceipt()
      const file = join(folder, 'receipt.json')
      await writeFile(file, JSON.stringify(proven))
      const { entries } = await settled(server.url)
      const [trusting, checking, receipt] = await Promise.all([
        kuaiji(server.url),
        kuaiji(server.url, '--key', key, '--since', since),
        kuaiji(server.url, '--receipt', file, '--key', key),
      ])
      expect(trusting).toMatchObject({ size: entries, trusted: 'server' })
      expect(checking).toMatchObject({ size: entries, trusted: 'key', extendsSize: expect.any(Number) })
      expect(receipt).toMatchObject({ state: 'included', trusted: 'key' })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
