import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, readlink, realpath, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Binaries, program } from './binaries.ts'

/** A running PostgreSQL as its own `postmaster.pid` describes it. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | undefined
}

/** What `postmaster.pid` says, provided that its process is alive and is this cluster's PostgreSQL. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const found = await readPidFile(cluster)
  return found && (await isPostmaster(found.pid, cluster)) ? found : undefined
}

export async function readPidFile(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10))
  if (!(pid > 1)) return undefined
  return { pid, port: Number(lines[3]), status: (lines[7]?.trim() || undefined) as Postmaster['status'] }
}

/** A process id may have been given to another program meanwhile: the command line decides, not the number. */
export async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  const words = await commandLine(pid)
  if (basename(words[0] ?? '') !== 'postgres') return false
  const named = words.includes('-D') ? words[words.indexOf('-D') + 1] : undefined
  // PostgreSQL enters its folder before it writes the file.
  const entered = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  const home = await real(cluster)
  return entered === home || (named !== undefined && (await real(named)) === home)
}

async function commandLine(pid: number): Promise<string[]> {
  if (existsSync('/proc/self/cmdline')) {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.split('\0')
  }
  return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
    .stdout.trim()
    .split(/\s+/)
}

const real = (path: string) => realpath(path).catch(() => path)

/** False after `npm ci` replaced the programs under a running database, or an upgrade brought others. */
export async function runsProgram(pid: number, binaries: Binaries): Promise<boolean> {
  const running = await readlink(`/proc/${pid}/exe`).catch(() => undefined)
  return running === undefined || running === (await real(program(binaries, 'postgres')))
}

/**
 * PostgreSQL takes a stale `postmaster.pid` for a running server when another program now has its number.
 * It is put aside once no process works in the folder; the other program is never touched.
 */
export async function clearForeignPidFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const written = await readPidFile(cluster)
  if (written ? !isAlive(written.pid) : !(await stat(file).catch(() => undefined))) return
  if (written && (await isPostmaster(written.pid, cluster))) return
  while ((await workersIn(cluster)) > 0) await pause(15)
  await rename(file, `${file}.stale`)
}

/** How many PostgreSQL processes work in the cluster, whatever became of their parent. */
export async function workersIn(cluster: string): Promise<number> {
  const home = await real(cluster)
  const pids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))
  const works = pids.map(async pid => {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
    if (folder !== home) return false
    return /\/postgres( \(deleted\))?$/.test(await readlink(`/proc/${pid}/exe`).catch(() => ''))
  })
  return (await Promise.all(works)).filter(Boolean).length
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
