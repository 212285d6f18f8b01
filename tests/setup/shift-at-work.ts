import { randomUUID } from 'node:crypto'
import { type Reply, Seat } from './server.ts'

/** A write that the server said it has done. */
export interface Acknowledged {
  readonly kind: 'call' | 'incident' | 'assignment'
  readonly id: string
  readonly n: number
  readonly number?: string
}

interface UnitAtPost {
  readonly id: string
  readonly location: { readonly lon: number; readonly lat: number }
}

/**
 * A control room that goes on working whatever happens to the server: each desk takes calls, opens incidents, sends
 * its own unit and clears it, and asks again under the same Idempotency-Key until it is told that it is done.
 */
export class ShiftAtWork {
  readonly acknowledged: Acknowledged[] = []
  /** Answers that were not 2xx, by status and code; `0` are connections that failed. */
  readonly failures = new Map<string, number>()
  readonly #seat: Seat
  readonly #desks: Promise<unknown>
  #over = false

  static async begin(url: string, desks: number): Promise<ShiftAtWork> {
    const seat = await Seat.of(url, 'commander')
    const units: UnitAtPost[] = (await seat.get('/api/units')).body.items
    return new ShiftAtWork(seat, units.slice(0, desks))
  }

  private constructor(seat: Seat, units: readonly UnitAtPost[]) {
    this.#seat = seat
    this.#desks = Promise.all(units.map(unit => this.#work(unit)))
    this.#desks.catch(() => undefined)
  }

  /** Every desk finishes what it has begun. */
  async end(): Promise<void> {
    this.#over = true
    await this.#desks
  }

  async #work(unit: UnitAtPost): Promise<void> {
    while (!this.#over) await this.#story(unit)
  }

  async #story({ id: unit, location }: UnitAtPost): Promise<void> {
    const call = await this.#do('call', '/api/calls', { location, text: '两车相撞' })
    const matter = { type: 'traffic_collision', grade: 2, location, calls: [call.id] }
    const incident = await this.#do('incident', '/api/incidents', matter)
    const order = await this.#do('assignment', `/api/incidents/${incident.id}/assignments`, { unit })
    for (const type of ['acknowledged', 'en_route', 'on_scene', 'cleared'])
      await this.#do('assignment', `/api/assignments/${order.id}/milestones`, { type })
    await this.#do('incident', `/api/incidents/${incident.id}/feedback`, { final: false })
  }

  async #do(kind: Acknowledged['kind'], path: string, body: object): Promise<Acknowledged> {
    const key = { 'idempotency-key': randomUUID() }
    for (;;) {
      const reply = await this.#seat.post(path, body, key).catch(() => undefined)
      if (reply !== undefined && reply.status < 300) {
        const done = { kind, ...reply.body }
        this.acknowledged.push(done)
        return done
      }
      this.#fail(reply)
      if (reply !== undefined && reply.status !== 503)
        throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
      await new Promise(resolve => setTimeout(resolve, 25))
    }
  }

  #fail(reply: Reply | undefined): void {
    const name = reply === undefined ? '0' : `${reply.status} ${reply.body.code}`
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1)
  }
}
