import type pg from 'pg'
import type { Identity } from './identity.ts'
import { stopPostmaster } from './launch.ts'
import { attach, type Prepared } from './lock.ts'
import { applicationRole, databaseName, ownerRole } from './names.ts'
import { ensureRoles } from './roles.ts'

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
      this.#line = undefined
      await line.end()
      throw error
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
