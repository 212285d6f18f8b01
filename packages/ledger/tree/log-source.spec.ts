import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { folderSource, httpSource, logSource, readBundle, readTile } from './log-source.ts'
import { memorySource, sampleLeaves, sampleLog } from './sample.ts'

let server: Server | undefined
let folder: string | undefined

afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  if (folder !== undefined) await rm(folder, { recursive: true })
  server = folder = undefined
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ledger/`
}

it('reads over HTTP, compressed or not, and tells what is missing from what is broken', async () => {
  const files = sampleLog(sampleLeaves(300))
  const address = await serve((request, response) => {
    const bytes = files.get(request.url!.slice('/ledger/'.length))
    if (bytes === undefined) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes))
  })
  const source = httpSource(address)
  expect(await source.checkpoint()).toBe(Buffer.from(files.get('checkpoint')!).toString())
  expect(await readTile(source, { level: 0, index: 0, width: 256 })).toHaveLength(8192)
  expect(await readBundle(source, { level: 'entries', index: 1, width: 44 })).toHaveLength(44)
  await expect(source.tile('tile/0/002')).rejects.toThrow(expect.objectContaining({ code: 'missing' }))
  expect(() => source.tile('../secret')).toThrow('not the path of a tile')
})

it('tries again after 503 and a broken connection, and gives up in the end', async () => {
  let asked = 0
  const address = await serve((request, response) => {
    asked++
    if (asked === 1) response.writeHead(503).end()
    else if (asked === 2) request.destroy()
    else response.end('at last')
  })
  expect(await httpSource(address).checkpoint()).toBe('at last')
  expect(asked).toBe(3)
  asked = 0
  await expect(httpSource(address, { attempts: 1 }).checkpoint()).rejects.toThrow(
    /\/ledger\/checkpoint answered 503/,
  )
})

it('stops at its limits of time and size', async () => {
  const address = await serve((request, response) => {
    if (request.url!.endsWith('checkpoint')) return
    response.writeHead(200)
    response.end(gzipSync(Buffer.alloc(20_000)))
  })
  const source = httpSource(address, { timeoutMs: 200, attempts: 1 })
  await expect(source.checkpoint()).rejects.toThrow(/did not answer \(TimeoutError\)/)
  const bomb = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)))
  })
  await expect(httpSource(bomb).tile('tile/0/000')).rejects.toThrow('sent more than 8192 bytes')
})

it('says that nobody answers', async () => {
  const address = await serve(() => {})
  server!.close()
  await expect(httpSource(address, { attempts: 1 }).checkpoint()).rejects.toThrow(
    /did not answer \(ECONNREFUSED\)/,
  )
})

it('reads a folder, and never outside of it', async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-log-'))
  const source = logSource(folder)
  await expect(source.checkpoint()).rejects.toThrow(/checkpoint cannot be read \(ENOENT\)/)
  await writeFile(join(folder, 'checkpoint'), Buffer.of(0xff, 0x0a))
  await expect(source.checkpoint()).rejects.toThrow('is not UTF-8')
  expect(() => folderSource(folder!).tile('tile/../../etc/passwd')).toThrow('not the path of a tile')
})

it('cuts a full tile or bundle where the partial one is gone, and only then', async () => {
  const files = sampleLog(sampleLeaves(256))
  const source = memorySource(files)
  expect(await readTile(source, { level: 0, index: 0, width: 3 })).toHaveLength(96)
  expect(await readBundle(source, { level: 'entries', index: 0, width: 3 })).toHaveLength(3)
  files.set('tile/0/000.p/3', Buffer.alloc(128))
  await expect(readTile(source, { level: 0, index: 0, width: 3 })).rejects.toThrow(
    'has 128 bytes instead of 96',
  )
  await expect(readBundle(source, { level: 'entries', index: 5, width: 3 })).rejects.toThrow(
    expect.objectContaining({
      code: 'missing',
      entry: 1280,
      message: 'tile/entries/005.p/3 is missing from memory',
    }),
  )
})
