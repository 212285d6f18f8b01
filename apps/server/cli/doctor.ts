import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { databaseChecks } from '../database/checks.ts'
import { type DatabaseSettings, databaseSettings } from '../database/settings.ts'
import { answer, type Finding } from './answer.ts'
import type { Check, Observation } from './observation.ts'

export const checks: readonly Check[] = [checkNode, checkDisk, checkKeyFiles, ...databaseChecks]

/** `kuaiji doctor`: whether this installation is sound. Starts and changes nothing. Exits 0 unless something is bad. */
export function doctorCommand(program: Command, more: readonly Check[] = []): void {
  program
    .command('doctor')
    .description('examine this installation: Node, data folder, database, schema, roles, disk, clock, keys')
    .option('--json', 'one JSON document on standard output')
    .action((flags: { json?: boolean }) =>
      answer('doctor', flags.json === true, () =>
        examine(databaseSettings(process.env), [...checks, ...more]),
      ),
    )
}

export async function examine(settings: DatabaseSettings, list: readonly Check[]): Promise<Finding> {
  const found: Observation[] = []
  for (const check of list) found.push(...(await check(settings)))
  const bad = found.filter(({ state }) => state === 'bad').length
  if (bad > 0) process.exitCode = 1
  const marks = { good: '✓', notable: '!', bad: '✗' }
  const lines = found.map(({ check, state, sentence }) => `${marks[state]} ${check}: ${sentence}`)
  const closing = bad === 0 ? 'Nothing is wrong.' : `${bad} to put right.`
  return { sentence: [...lines, closing].join('\n'), report: { ok: bad === 0, observations: found } }
}

async function checkNode(): Promise<readonly Observation[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 22 || (major === 22 && minor >= 18)
  return [
    {
      check: 'node',
      state: good ? 'good' : 'bad',
      sentence: `${process.version}${good ? '' : ' is too old; Kuaiji needs 22.18 or newer'}`,
      facts: { version: process.version },
    },
  ]
}

const gigabyte = 2 ** 30

/** A full disk stops PostgreSQL in the middle of a day; 5 GB is about 8 million entries with their indexes. */
async function checkDisk({ dataFolder }: DatabaseSettings): Promise<readonly Observation[]> {
  const disk = await statfs(dataFolder).catch(() => undefined)
  if (!disk) return []
  const freeBytes = disk.bavail * disk.bsize
  const state = freeBytes < gigabyte ? 'bad' : freeBytes < 5 * gigabyte ? 'notable' : 'good'
  const sentence = `${(freeBytes / gigabyte).toFixed(1)} GB free where the data lies`
  return [{ check: 'disk', state, sentence, facts: { freeBytes } }]
}

/** Passwords, master and signing keys: readable by their owner alone. */
async function checkKeyFiles({ dataFolder }: DatabaseSettings): Promise<readonly Observation[]> {
  const keys = await readdir(join(dataFolder, 'keys')).catch(() => [])
  const files = ['database.json', ...keys.map(name => `keys/${name}`)]
  const open: string[] = []
  let seen = 0
  for (const file of files) {
    const found = await stat(join(dataFolder, file)).catch(() => undefined)
    if (!found?.isFile()) continue
    seen++
    if (found.mode & 0o077) open.push(file)
  }
  const sentence =
    open.length > 0
      ? `open to other users: ${open.join(', ')}; run chmod 600 on them in ${dataFolder}`
      : `${seen} files with keys and passwords, readable by their owner alone`
  return [{ check: 'keys', state: open.length > 0 ? 'bad' : 'good', sentence, facts: { files: seen, open } }]
}
