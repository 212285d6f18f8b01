import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../tests/setup/fresh-database.ts'
import { withConnection } from '../database/connect.ts'
import { checks, examine } from './doctor.ts'
import type { Observation } from './observation.ts'

let database: FreshDatabase
let dataFolder: string

beforeEach(async () => {
  database = await freshDatabase()
  dataFolder = await mkdtemp(join(tmpdir(), 'kuaiji-doctor-'))
})

afterEach(async () => {
  process.exitCode = 0
  await database.drop()
  await rm(dataFolder, { recursive: true })
})

async function found(databaseUrl: string, singleRole = false) {
  const { report } = await examine({ dataFolder, databaseUrl, singleRole }, checks)
  const observations = report.observations as readonly Observation[]
  return { ok: report.ok, of: (name: string) => observations.find(({ check }) => check === name) }
}

const durable = (url: string) =>
  withConnection(url, 'DATABASE_URL', async client => {
    const { rows } = await client.query<{ fsync: string }>('SHOW fsync')
    return rows[0]?.fsync === 'on'
  })

describe('doctor', () => {
  it('examines everything and says what the database is', async () => {
    const { of } = await found(database.applicationUrl)
    expect(of('schema')).toMatchObject({ state: 'good', facts: { pending: [] } })
    expect(of('role')).toMatchObject({ state: 'good', facts: { singleRole: false } })
    expect(of('clock')).toMatchObject({ state: 'good' })
    expect(of('node')).toMatchObject({ state: 'good' })
    expect(of('database')?.state).toBe((await durable(database.applicationUrl)) ? 'good' : 'bad')
  })

  it('names a role that could alter the ledger, and the operator’s consent', async () => {
    expect((await found(database.ownerUrl)).of('role')).toMatchObject({
      state: 'bad',
      sentence: expect.stringContaining('owns ledger.entry'),
    })
    expect((await found(database.ownerUrl, true)).of('role')).toMatchObject({ state: 'notable' })
  })

  it('names key files that others may read, and exits with 1', async () => {
    await mkdir(join(dataFolder, 'keys'))
    await writeFile(join(dataFolder, 'keys/master.key'), 'x'.repeat(32), { mode: 0o600 })
    expect((await found(database.applicationUrl)).of('keys')).toMatchObject({ state: 'good' })
    await chmod(join(dataFolder, 'keys/master.key'), 0o640)
    process.exitCode = 0
    const { ok, of } = await found(database.applicationUrl)
    expect(of('keys')).toMatchObject({ state: 'bad', facts: { open: ['keys/master.key'] } })
    expect(ok).toBe(false)
    expect(process.exitCode).toBe(1)
  })

  it('says of an unreachable database where it looked', async () => {
    const { ok, of } = await found('postgresql://role:secret@127.0.0.1:1/kuaiji')
    expect(ok).toBe(false)
    expect(of('database')?.sentence).toBe('DATABASE_URL: no PostgreSQL listens at 127.0.0.1:1.')
  })
})
