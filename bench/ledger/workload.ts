import { randomUUID } from 'node:crypto'
import type { Authority, Change, Kind } from '@kuaiji/kernel'
import pg from 'pg'
import { migrate, readMigrations } from '../../apps/server/database/migrations.ts'
import { keyringOf } from '../../packages/vault/keyring.ts'
import { createSealer } from '../../packages/vault/sealer.ts'
import { urlOf } from '../../tests/setup/fresh-database.ts'

export const quick = process.env.KUAIJI_BENCH_QUICK === '1'
export const seconds = quick ? 2 : 10
export const writers = 32

export const note: Kind<{ count: number }> = {
  name: 'note',
  initial: { count: 0 },
  retentionDays: 1,
  evolve: state => ({ count: state.count + 1 }),
  isOpen: () => true,
}
export const authority: Authority = {
  jurisdiction: 'bench',
  purpose: 'dispatch',
  shift: 'day',
  actor: { id: randomUUID(), role: 'dispatcher', unit: 'bureau', seat: '110-01', channel: 'console' },
}
export const sealer = createSealer(keyringOf(Buffer.alloc(32, 1), Buffer.alloc(32, 2)))
export const say = (sentence: string) => process.stderr.write(`${sentence}\n`)

export function change(record: string, expected: number, count = 1): Change {
  return {
    kind: note as Kind,
    record,
    expected,
    state: { count: expected },
    entries: Array.from({ length: count }, () => ({
      type: 'note.taken',
      at: new Date().toISOString(),
      atSource: 'operator' as const,
      facts: { type: 'traffic_collision', grade: 2, district: '330602', urban: true, cell: 'r6671c24660' },
      particulars: {
        point: { lon: 123.004512, lat: 30.012345 },
        address: '越城区府山街道胜利西路 135 号 3 幢 2 单元 501 室',
      },
    })),
  }
}

export async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

export const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
export const round = (value: number, digits = 0) => Number(value.toFixed(digits))

export async function freshLedger(adminUrl: string, name: string) {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const role = { role: `${name}_app`, password: 'bench' }
  await admin.query(`CREATE ROLE ${role.role} LOGIN PASSWORD 'bench'`)
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)
  await admin.end()
  const owner = new URL(adminUrl)
  owner.pathname = `/${name}`
  await migrate(owner.href, 'DATABASE_OWNER_URL', role.role, await readMigrations())
  return { ownerUrl: owner.href, url: urlOf(adminUrl, name, role) }
}
