import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRunning } from '../../apps/server/database/index.ts'
import { repository } from '../../apps/server/database/settings.ts'
import { callTable, makeRoads, times } from '../../apps/server/replay/testing/made-up.ts'
import { removeDataFolder } from '../setup/data-folder.ts'

let folder: string
let roads: string
let calls: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuaiji-replay-command-'))
  // PostgreSQL runs as another user than root and has to get to its folder.
  await chmod(folder, 0o755)
  roads = await makeRoads(folder)
  calls = join(folder, 'calls.csv')
})
afterEach(async () => {
  for (const out of await readdir(join(folder, 'var/replay')).catch(() => []))
    await removeDataFolder(join(folder, 'var/replay', out, 'ledger'))
  await removeDataFolder(join(folder, 'var'))
})

/** Starts `kuaiji …` as its own process with a data folder of this test. */
function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [join(repository, 'apps/server/cli/kuaiji.ts'), ...words], {
    env: { ...process.env, KUAIJI_DATA: join(folder, 'var') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return child
}

async function end(child: ChildProcess) {
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close'),
  ])
  return { code: code as number, out, errors }
}

const replaying = () => ['replay', '--calls', calls, '--format', 'nypd', '--roads', roads, '--json']

test('it needs no server, keeps its own ledger, prints one document, and its log can be verified again', async () => {
  await writeFile(calls, callTable([{}, { latitude: '41' }, { disp_ts: '' }]))
  const { code, out, errors } = await end(start(...replaying(), '--units', '2'))
  expect(errors).toMatch(/^replaying .*▏100 % {2}3 of 3/m)
  expect(code, errors).toBe(0)
  const report = JSON.parse(out)
  expect(report).toMatchObject({
    ok: true,
    rows: 3,
    accepted: 1,
    refused: 2,
    refusals: { outside_city: 1, time_missing: 1 },
    mismatches: 0,
    verified: true,
  })
  expect(report.ledger.startsWith(join(folder, 'var/replay/'))).toBe(true)
  expect(await findRunning(report.ledger)).toBeUndefined()
  expect(JSON.parse(await readFile(join(report.ledger, '../report.json'), 'utf8'))).toMatchObject({ rows: 3 })
  const { folder: log, key, entries } = report.log
  const verified = await end(start('verify', '--log', log, '--key', key, '--json'))
  expect(verified.code, verified.errors).toBe(0)
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true, size: entries, trusted: 'key' })
}, 120_000)

test('Ctrl-C ends it in order: the database stopped, a signed log, one sentence, and a way to go on', async () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
  const usual = ['10:00:00', '10:02:00', '10:09:30', '11:00:00'] as const
  await writeFile(calls, callTable(Array.from({ length: 200 }, (_, i) => times(...usual, day(i)))))
  const out = join(folder, 'var/replay/cut')
  const child = start(...replaying(), '--out', out)
  child.stderr.once('data', () => child.kill('SIGINT'))
  const cut = await end(child)
  expect(cut.code, cut.errors).toBe(1)
  expect(cut.out, cut.errors).toMatch(/^{/)
  expect(JSON.parse(cut.out)).toMatchObject({ ok: false })
  expect(cut.errors).toMatch(
    /interrupted at 2024-\d\d-\d\dT\S+ after \d+ of 200 rows; the same command with --out/,
  )
  expect(await findRunning(join(out, 'ledger'))).toBeUndefined()
  const log = JSON.parse(await readFile(join(out, 'replay.json'), 'utf8'))
  expect(log.origin).toMatch(/^simulated\./)
  const rest = await end(start(...replaying(), '--out', out))
  expect(rest.code, rest.errors).toBe(0)
  const { rows, accepted, refused, refusals } = JSON.parse(rest.out)
  expect({ rows, refused }).toEqual({ rows: 200, refused: refusals.duplicate })
  expect(accepted + refused).toBe(200)
  expect(accepted).toBeGreaterThan(0)
}, 240_000)

test.each([
  [['--units', '0'], /--units <n>.*a whole number from 1 to 1,000/],
  [['--time-zone', 'Mars/Olympus'], /time zone.*Mars\/Olympus/i],
  [['--deployment', 'x.csv', '--units', '2'], /cannot be used with/],
  [['--out', '/proc/1/replay'], /cannot be a folder for the replay/],
])(
  '%j is one sentence and no exit 0',
  async (words, sentence) => {
    await writeFile(calls, callTable([{}]))
    const { code, errors } = await end(start(...replaying(), ...words))
    expect(code).toBe(1)
    expect(errors).toMatch(sentence)
    expect(await readdir(join(folder, 'var')).catch(() => 'none')).toBe('none')
  },
  60_000,
)
