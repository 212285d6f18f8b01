import type pg from 'pg'
import { damaged } from './cluster.ts'
import type { Identity } from './identity.ts'
import { stopPostmaster } from './launch.ts'
import { attach, type Prepared } from './lock.ts'
import { applicationRole, databaseName, ownerRole } from './names.ts'
import { ensureRoles } from './roles.ts'
import { codeOf, reasonOf } from './startup-error.ts'

/** Holds one connection: its advisory lock keeps a second server out, its end is how a loss is noticed. */
export class Keeper {
  readonly #launch: Prepared
  readonly #listeners: ((reason: string) => void)[] = []
  #port: number | undefined
  #line: pg.Client | undefined

  constructor(launch: Prepared) {
    this.#launch = launch
  }

  get ownerUrl() {
    return addresses(this.#launch.identity, this.#port!).ownerUrl
  }

  get applicationUrl() {
    return addresses(this.#launch.identity, this.#port!).applicationUrl
  }

  onLoss(listener: (reason: string) => void) {
    this.#listeners.push(listener)
  }

  /** Starts or adopts the database; after a loss, brings it back at the same address. */
  async attach() {
    const { line, port } = await attach({
      ...this.#launch,
      ...(this.#port === undefined ? {} : { port: this.#port }),
    })
    this.#port = port
    this.#line = line
    const lost = (reason: string) => {
      if (this.#line !== line) return
      this.#line = undefined
      for (const listener of this.#listeners) listener(reason)
    }
    line.on('error', error => lost(error.message))
    line.on('end', () => lost('the connection ended'))
    try {
      await ensureRoles(line, this.#launch.identity)
    } catch (error) {
      await this.stop()
      throw damagedOr(error, this.#launch.cluster)
    }
  }

  async stop() {
    const line = this.#line
    this.#line = undefined
    await stopPostmaster(this.#launch.cluster)
    await line?.end().catch(() => undefined)
  }
}

export function addresses({ passwords }: Identity, port: number) {
  const at = `127.0.0.1:${port}/${databaseName}`
  return {
    ownerUrl: `postgresql://${ownerRole}:${passwords.owner}@${at}`,
    applicationUrl: `postgresql://${applicationRole}:${passwords.application}@${at}`,
  }
}

/** Class XX is PostgreSQL's for corruption and internal faults, 58 for files it cannot read. */
function damagedOr(error: unknown, cluster: string): unknown {
  return /^(XX|58)/.test(codeOf(error) ?? '') ? damaged(cluster, reasonOf(error)) : error
}
