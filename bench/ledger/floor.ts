import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuidv7 } from '@kuaiji/kernel'
import { appendArguments, appendStatement } from '@kuaiji/ledger'
import pg from 'pg'
import { prepare } from '../../packages/ledger/prepare.ts'
import { authority, change, sealer, seconds, writers } from './workload.ts'

/** pgbench where Debian put it, else a bare loop of prepared statements over `pg`. */
function findPgbench(): string | undefined {
  try {
    return execFileSync(
      'sh',
      ['-c', 'command -v pgbench || ls /usr/lib/postgresql/*/bin/pgbench | tail -n 1'],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ).trim()
  } catch {
    return undefined
  }
}

export async function floor(
  url: string,
  name: string,
  sql: string,
): Promise<{ tool: string; perSecond: number }> {
  const pgbench = findPgbench()
  if (pgbench && existsSync(pgbench)) {
    const file = join(tmpdir(), `kuaiji-${name}-${process.pid}.sql`)
    await writeFile(file, sql)
    const args = [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(writers),
      '-j',
      '2',
      '-T',
      String(seconds),
      '-f',
      file,
      url,
    ]
    const out = await new Promise<string>((resolve, reject) => {
      const child = spawn(pgbench, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      let text = ''
      child.stdout.on('data', data => (text += data))
      child.stderr.on('data', data => (text += data))
      child.on('close', code => (code === 0 ? resolve(text) : reject(new Error(text))))
    })
    const tps = Number(/tps = ([\d.]+)/.exec(out)?.[1])
    return { tool: 'pgbench -M prepared', perSecond: tps }
  }
  const pool = new pg.Pool({ connectionString: url, max: writers })
  const until = performance.now() + seconds * 1000
  let done = 0
  const text = sql
    .replaceAll(/\\set .*\n/g, '')
    .trim()
    .replace(/;$/, '')
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < until) {
        await pool.query({ name, text: text.replaceAll(':key', String(Math.floor(Math.random() * 10_000))) })
        done++
      }
    }),
  )
  await pool.end()
  return { tool: 'bare prepared loop over pg', perSecond: done / seconds }
}

export const bareSetup = `
  CREATE TABLE bare_entry (jurisdiction text, record uuid, n bigint GENERATED ALWAYS AS IDENTITY, body jsonb, PRIMARY KEY (jurisdiction, record, n));
  CREATE TABLE bare_state (jurisdiction text, record bigint, n bigint, state jsonb, PRIMARY KEY (jurisdiction, record));`
export const bareStatement = `\\set key random(1, 10000)
WITH e AS (INSERT INTO bare_entry (jurisdiction, record, body) VALUES ('bench', gen_random_uuid(), '${JSON.stringify(
  {
    type: 'note.taken',
    text: 'x'.repeat(380),
  },
)}') RETURNING n)
INSERT INTO bare_state AS s (jurisdiction, record, n, state) SELECT 'bench', :key, n, '{"count":1}' FROM e
ON CONFLICT (jurisdiction, record) DO UPDATE SET n = excluded.n, state = excluded.state;
`

/** The append's own statement with the same bytes, its ids made by the database. */
export function fullStatement(): string {
  const record = uuidv7(new Date())
  const prepared = prepare([change(record, 0)], {
    authority,
    now: new Date(),
    identify: uuidv7,
    sealer,
    keys: new Map(),
    numbers: new Map(),
  })
  const values = appendArguments('bench', [
    { records: prepared, recordedAt: new Date().toISOString(), extra: {} },
  ])
  const entryId = prepared[0]!.entries[0]!.folded.id
  // pgbench takes `:04` for a variable even inside quotes, so colons are spelled chr(58), folded when the plan is made.
  const literal = (value: string | null) =>
    value === null
      ? 'NULL'
      : `'${value
          .replaceAll("'", "''")
          .replaceAll(':', "'||chr(58)||'")
          .replaceAll(entryId, "'||r.id||'")
          .replaceAll(record, "'||r.record||'")}'`
  let i = 0
  const call = appendStatement
    .replace('SELECT ', 'SELECT ')
    .replaceAll(/\$\d+::/g, () => `(${literal(values[i++] ?? null)})::`)
  return `${call} FROM (SELECT gen_random_uuid()::text AS record, gen_random_uuid()::text AS id) AS r;\n`
}
