import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Binaries, program } from './binaries.ts'
import {
  clearForeignPidFile,
  findPostmaster,
  isPostmaster,
  type Postmaster,
  readPidFile,
} from './postmaster.ts'
import { asRunner, type Runner } from './runner.ts'
import { StartupError } from './startup-error.ts'

export interface Launch {
  readonly cluster: string
  readonly binaries: Binaries
  readonly runner: Runner
  readonly logFile: string
  /** Given to start again where clients expect it; else a free one is taken. */
  readonly port?: number
  readonly settings?: Readonly<Record<string, string>>
  readonly progress?: (sentence: string) => void
}

const pollMs = 15

/** Not in postgresql.conf, so nobody turns them off unawares. No statement, parameter or detail is logged: they hold personal data. */
const safeSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

/** Starts PostgreSQL apart from our process group, so that Ctrl-C reaches the server alone, and waits until it takes connections. */
export async function startPostmaster(launch: Launch): Promise<Postmaster> {
  await clearForeignPidFile(launch.cluster)
  const slowAfter = Date.now() + 5_000
  const giveUpBindingAfter = Date.now() + 20_000
  for (;;) {
    const outcome = await launchOnce(launch, slowAfter)
    if (typeof outcome !== 'string') return outcome
    // Leftover backends of a killed postmaster hold the memory for moments; a free port may be taken between look and use.
    const passing =
      /pre-existing shared memory block|could not bind|Address already in use|could not create any TCP/
    if (!passing.test(outcome) || Date.now() > giveUpBindingAfter) throw didNotStart(launch, outcome)
    await pause(pollMs * 10)
  }
}

async function launchOnce(launch: Launch, slowAfter: number): Promise<Postmaster | string> {
  const { cluster, binaries, runner } = launch
  const port = launch.port ?? (await freePort())
  const settings = { ...safeSettings, ...launch.settings, port: String(port) }
  const log = await open(launch.logFile, 'a', 0o600)
  const { size: logStart } = await log.stat()
  const words = [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(program(binaries, 'postgres'), words, {
    ...asRunner(runner),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let ended: string | undefined
  child.once('error', error => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`
  })
  child.unref()
  await log.close()
  let told = false
  for (;;) {
    const found = await readPidFile(cluster)
    if (found && found.pid === child.pid && found.status === 'ready') return found
    if (ended !== undefined) return (await complaint(launch.logFile, logStart)) ?? ended
    if (!told && Date.now() > slowAfter) {
      launch.progress?.('The database is recovering from an unclean stop.')
      told = true
    }
    await pause(pollMs)
  }
}

/** The last thing PostgreSQL complained about since `from`, without its prefix. */
async function complaint(logFile: string, from: number): Promise<string | undefined> {
  const text = (await readFile(logFile)).subarray(from).toString('utf8')
  const lines = text.match(/(?:FATAL|PANIC|ERROR): .*|postgres: .*|error while loading.*/g)
  return lines?.find(line => !/^ERROR/.test(line))?.replace(/^\w+:\s+/, '') ?? lines?.[0]
}

const didNotStart = (launch: Launch, reason: string) =>
  new StartupError(
    'database_did_not_start',
    `The database in ${launch.cluster} did not start: ${reason} (see ${launch.logFile}); nothing was changed.`,
  )

/** Fast shutdown (open transactions roll back, the checkpoint is written); at once when patience ends. */
export async function stopPostmaster(cluster: string, patienceMs = 60_000): Promise<void> {
  const running = await findPostmaster(cluster)
  if (!running) return
  const deadline = Date.now() + patienceMs
  signal(running.pid, 'SIGINT')
  let urged = false
  while (await isPostmaster(running.pid, cluster)) {
    if (!urged && Date.now() > deadline) {
      signal(running.pid, 'SIGQUIT')
      urged = true
    }
    await pause(pollMs)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
