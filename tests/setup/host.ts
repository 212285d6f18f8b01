import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A process of a test's own, its output kept line by line. */
export interface Host {
  readonly child: ChildProcess
  readonly lines: string[]
  readonly errors: string[]
  /** Resolves with the nth line that begins so; rejects when the process ends first. */
  line(beginning: string, nth?: number): Promise<string>
  /** Resolves when the process is gone. */
  readonly ended: Promise<number | null>
}

export function startHost(
  dataFolder: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Host {
  const script = join(import.meta.dirname, 'database-host.ts')
  return startProgram([script, ...words], {
    ...process.env,
    DATABASE_URL: '',
    KUAIJI_DATA: dataFolder,
    ...environment,
  })
}

/** A script on this Node as a process of its own, with its output line by line. */
export function startProgram(words: readonly string[], environment: NodeJS.ProcessEnv): Host {
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  const watchers = new Set<() => void>()
  createInterface(child.stdout).on('line', line => {
    lines.push(line)
    for (const watcher of watchers) watcher()
  })
  createInterface(child.stderr).on('line', line => errors.push(line))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const line = (beginning: string, nth = 1) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.filter(text => text.startsWith(beginning))[nth - 1]
        if (found === undefined) return
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      ended.then(code => reject(new Error(`ended with ${code}: ${errors.join(' | ')}`)))
      look()
    })
  return { child, lines, errors, line, ended }
}
