// Runs on whatever Node is on the machine (20 or newer) and without any dependency: makes node_modules what
// package-lock.json says, then hands over to the project's own Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = dirname(dirname(fileURLToPath(import.meta.url)))

/** Installs when what is installed is not what the lockfile says. Exits with npm's own words when it cannot. */
export function install() {
  if (isInstalled()) return
  const began = Date.now()
  process.stderr.write('Installing what package-lock.json names (about a minute, only after it changed) … ')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const done = spawnSync(npm[0], [...npm.slice(1), ...words], { cwd: repository, encoding: 'utf8' })
  if (done.status === 0) {
    process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s\n`)
    return
  }
  process.stderr.write(`failed\n${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}\n`)
  process.exit(1)
}

/** npm writes node_modules/.package-lock.json last, so it also tells of an installation that was cut short. */
function isInstalled() {
  const wanted = packagesIn('package-lock.json')
  const present = packagesIn('node_modules/.package-lock.json')
  const differs = ([path, { version, integrity, optional }]) => {
    if (path === '' || !path.includes('node_modules/')) return false
    const there = present[path]
    return there ? there.version !== version || there.integrity !== integrity : !optional
  }
  return !Object.entries(wanted).some(differs)
}

function packagesIn(file) {
  const path = join(repository, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

/** The Node that npm brought; on a platform it brings none for, the machine's own if it is new enough. */
export function projectNode() {
  const own = join(repository, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  if (existsSync(own)) return own
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  process.stderr.write(
    `Kuaiji brings its own Node for Linux only; here it needs Node 22.18 or newer, and this is ${process.version}.\n`,
  )
  process.exit(1)
}

/** Runs a step to its end; a failing step ends this process with the same code. */
export function step(words) {
  const { status } = spawnSync(projectNode(), words, { cwd: repository, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

/** Becomes the program where this Node can; otherwise stands before it, passing signals in and its end out. */
export function become(words) {
  const node = projectNode()
  if (process.execve) process.execve(node, [node, ...words], process.env)
  const child = spawn(node, words, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
