import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBinaries, packagedBinaries, program } from '../../apps/server/database/binaries.ts'
import { findIdentity, identityFile } from '../../apps/server/database/identity.ts'
import { type Database, databaseSettings, openDatabase } from '../../apps/server/database/index.ts'
import { readMigrations } from '../../apps/server/database/migrations.ts'
import { findPostmaster, workersIn } from '../../apps/server/database/postmaster.ts'
import { canRun, chooseRunner } from '../../apps/server/database/runner.ts'
import { fingerprint, makeDataFolder, removeDataFolder, writtenSchema } from '../setup/data-folder.ts'

const isRoot = process.getuid?.() === 0

let dataFolder: string
let schema: string
const opened: Database[] = []

beforeEach(async () => {
  dataFolder = await makeDataFolder()
  schema = await writtenSchema(dataFolder)
})

afterEach(async () => {
  for (const database of opened.splice(0)) await database.stop()
  await removeDataFolder(dataFolder)
})

async function open(folder = dataFolder): Promise<Database> {
  const settings = databaseSettings({ KUAIJI_DATA: folder })
  const database = await openDatabase(settings, await readMigrations([schema]))
  opened.push(database)
  return database
}

/** A cluster that was made and stopped in good order. */
async function stopped(): Promise<string> {
  await (await open()).stop()
  opened.length = 0
  return (await findIdentity(dataFolder))!.cluster
}

const refusedWith = (code: string, sentence: RegExp) =>
  expect(open()).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })

/** Refused, and every file is afterwards what it was. */
async function refusedUntouched(folder: string, code: string, sentence: RegExp) {
  const before = await fingerprint(folder)
  await refusedWith(code, sentence)
  expect(await fingerprint(folder)).toEqual(before)
}

describe('a data folder that is not as it was left', () => {
  it('without pg_control, with a cut pg_control, or without PG_VERSION', async () => {
    const cluster = await stopped()
    const control = join(cluster, 'global/pg_control')
    const whole = await readFile(control)
    await truncate(control, 100)
    await refusedUntouched(cluster, 'data_folder_damaged', /pg_control has 100 bytes, not 8192/)
    await rm(control)
    await refusedUntouched(
      cluster,
      'data_folder_damaged',
      /damaged: global\/pg_control is missing; restore it/,
    )
    await writeFile(control, Buffer.alloc(8192))
    await refusedWith('database_did_not_start', /did not start: .*postgres\.log\); nothing was changed\.$/)
    await writeFile(control, whole)
    const version = join(cluster, 'PG_VERSION')
    await rm(version)
    await refusedUntouched(cluster, 'data_folder_damaged', /PG_VERSION is missing/)
    await writeFile(version, '17\n')
    await refusedUntouched(cluster, 'database_other_major', /made by PostgreSQL 17 and this is PostgreSQL 18/)
    await writeFile(version, '18\n')
  })

  it('without its write-ahead log', async () => {
    const cluster = await stopped()
    await rm(join(cluster, 'pg_wal'), { recursive: true })
    await refusedWith('database_did_not_start', /did not start: .*pg_wal.*; nothing was changed\.$/)
  })

  it.each([
    ['the map of catalogue files', 'global/pg_filenode.map', 100],
    ['the list of databases', 'global/1262', 0],
    ['the list of roles', 'global/1260', 0],
    ['the list of tables', 'base/5/1259', 4096],
  ])('with %s cut short: one sentence, and no process is left', async (_, file, bytes) => {
    const cluster = await stopped()
    await truncate(join(cluster, file), bytes)
    const error = await open().catch(error => error)
    expect(error).toMatchObject({ name: 'StartupError' })
    expect(error.message).toMatch(/^The database in .* nothing was changed\.$/)
    expect(await workersIn(cluster)).toBe(0)
  })

  it('gone altogether, or with a damaged identity', async () => {
    const cluster = await stopped()
    await rm(cluster, { recursive: true })
    await refusedUntouched(dataFolder, 'data_folder_incomplete', /is gone although it was made on 20/)
    await writeFile(identityFile(dataFolder), '{"id": ')
    await refusedUntouched(dataFolder, 'data_folder_damaged', /database\.json is damaged/)
  })

  it('of somebody else', async () => {
    const theirs = join(dataFolder, 'postgres')
    await mkdir(theirs, { recursive: true })
    await writeFile(join(theirs, 'thesis.txt'), 'ten years of work')
    await refusedUntouched(dataFolder, 'data_folder_foreign', /was not made by this Kuaiji and is left alone/)
  })

  it('of another Kuaiji', async () => {
    const cluster = await stopped()
    await writeFile(join(cluster, 'kuaiji.id'), 'another')
    await refusedUntouched(cluster, 'data_folder_foreign', /was not made by this Kuaiji/)
  })

  it('after a first start that was cut short is made as if nothing had been', async () => {
    const cluster = await stopped()
    const identity = JSON.parse(await readFile(identityFile(dataFolder), 'utf8'))
    const { createdAt: _, ...begun } = identity
    await writeFile(identityFile(dataFolder), JSON.stringify(begun))
    await rm(cluster, { recursive: true })
    expect((await open()).mode).toBe('embedded')
  })
})

describe('a place that cannot be used', () => {
  it('because it is not a folder or cannot be written', async () => {
    await writeFile(dataFolder, 'a file')
    await refusedWith(
      'data_folder_unusable',
      /cannot be used .*; set KUAIJI_DATA to a folder that can be written\.$/,
    )
    await expect(open('/proc/kuaiji')).rejects.toMatchObject({ code: 'data_folder_unusable' })
  })
})

describe('a process number that now belongs to another program', () => {
  it('is not taken for the database and its owner is left alone', async () => {
    const cluster = await stopped()
    const runner = await chooseRunner(cluster)
    const stranger = spawn('/bin/sleep', ['600'], { ...runner, stdio: 'ignore' })
    try {
      await writeFile(
        join(cluster, 'postmaster.pid'),
        `${stranger.pid}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n 0 0\nready   \n`,
      )
      expect(await findPostmaster(cluster)).toBeUndefined()
      await open()
      expect((await findPostmaster(cluster))?.pid).not.toBe(stranger.pid)
      expect(stranger.exitCode).toBeNull()
      expect(stranger.signalCode).toBeNull()
    } finally {
      stranger.kill()
    }
  })
})

describe.skipIf(!isRoot)('started by root (only as root)', () => {
  it('below a closed folder the database lives where its user can reach it, named in the data folder', async () => {
    const parent = dirname(dataFolder)
    await chmod(parent, 0o700)
    const { applicationUrl } = await open()
    const { cluster } = (await findIdentity(dataFolder))!
    expect(cluster).toMatch(/^\/var\/lib\/kuaiji-[0-9a-f]{12}\/postgres$/)
    expect((await stat(parent)).mode & 0o777).toBe(0o700)
    expect((await stat(cluster)).uid).not.toBe(0)
    await opened.splice(0)[0]!.stop()
    await open()
    expect((await findIdentity(dataFolder))!.cluster).toBe(cluster)
    expect(applicationUrl).toMatch(/^postgresql:\/\/kuaiji_app:/)
  })

  it('programs below a closed folder are copied to where its user can run them', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'kuaiji-closed-'))
    const home = dirname(dataFolder)
    try {
      const packaged = await packagedBinaries()
      await cp(packaged.folder, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
      const runner = await chooseRunner(join(dataFolder, 'postgres'))
      const found = await findBinaries(runner, home, { ...packaged, folder: join(closed, 'native') })
      expect(found.folder).toBe(join(home, `postgres-${packaged.version}`))
      expect(canRun(runner, program(found, 'initdb'))).toBe(true)
      expect((await stat(closed)).mode & 0o777).toBe(0o700)
    } finally {
      await rm(closed, { recursive: true })
    }
  })
})
