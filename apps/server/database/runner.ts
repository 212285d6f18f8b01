import { spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'

/** The system user PostgreSQL runs as. Without `uid` it is whoever runs this process. */
export interface Runner {
  readonly name: string
  readonly uid?: number
  readonly gid?: number
}

/**
 * PostgreSQL refuses uid 0. Started by root it runs as the owner of the cluster if there is one, else as
 * `postgres` where the system has that user, else as `nobody`; no user is ever created.
 */
export async function chooseRunner(cluster: string): Promise<Runner> {
  if (process.getuid?.() !== 0) return { name: process.env.USER ?? 'this user' }
  const owner = await stat(cluster).catch(() => undefined)
  if (owner && owner.uid !== 0) return { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid }
  return lookUp('postgres') ?? lookUp('nobody') ?? { name: 'nobody', uid: 65534, gid: 65534 }
}

const nameOf = (uid: number) =>
  spawnSync('id', ['-nu', String(uid)], { encoding: 'utf8' }).stdout?.trim() || `uid ${uid}`

function lookUp(name: string): Runner | undefined {
  const ask = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
  const uid = ask('-u')
  if (uid.status !== 0) return undefined
  return { name, uid: Number(uid.stdout), gid: Number(ask('-g').stdout) }
}

/** Spawn options: a working directory everyone may enter, and none of the caller's PG* variables. */
export function asRunner({ uid, gid }: Runner) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return {
    cwd: '/',
    env: { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' },
    ...(uid === undefined ? {} : { uid, gid }),
  }
}

/** The system itself is asked, so modes, lists and mounts all count. */
export const canEnter = (runner: Runner, folder: string) =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...asRunner(runner), stdio: 'ignore' }).status === 0

export const canRun = (runner: Runner, program: string) =>
  spawnSync(program, ['--version'], { ...asRunner(runner), stdio: 'ignore' }).status === 0
