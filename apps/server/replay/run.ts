import type { Kind } from '@kuaiji/kernel'
import type { Bureau } from '../bureau.ts'
import { arrive, attachCall, type Course, close, dispatch, open, setOut } from './course.ts'
import { type Desks, Refused } from './desks.ts'
import { DueQueue } from './due-queue.ts'
import { advanceTo } from './due-timers.ts'
import type { RecordedCall, RefusedRow } from './recorded-call.ts'
import type { ReplayClock } from './replay-clock.ts'

export interface RunSettings {
  readonly bureau: Bureau
  readonly clock: ReplayClock
  readonly desks: Desks
  readonly kinds: readonly Kind[]
  readonly signal: AbortSignal
  /** Told after every call that is closed or refused, with the time on the replay's clock. */
  readonly onDone: (done: number, now: Date) => void
}

/** What became of the calls: each is a course or a refusal. */
export interface Outcome {
  readonly courses: readonly Course[]
  readonly refused: readonly RefusedRow[]
  /** Calls for which nobody was free at the recorded time. */
  readonly delayed: number
  /** Calls that no unit of the fleet could ever be sent to; their incidents stay open. */
  readonly unserved: number
}

/** At one moment units are freed before others are sent, and orders are given before new calls are heard. */
const ranks = { close: 0, arrive: 1, dispatch: 2, open: 3 } as const

type Task =
  | { readonly step: 'open'; readonly call: RecordedCall }
  | { readonly step: Step; readonly course: Course }
type Step = 'dispatch' | 'arrive' | 'close'

/** Replays calls in the order of their recorded times, all steps of all calls merged. Ends early when aborted. */
export async function run(calls: readonly RecordedCall[], settings: RunSettings): Promise<Outcome> {
  const replay = new Run(settings, await knownIncidents(settings.bureau))
  await replay.walk(calls)
  return replay.outcome()
}

class Run {
  readonly #settings: RunSettings
  /** Incidents that the ledger had before, and whether they are open. */
  readonly #known: ReadonlyMap<string, boolean>
  readonly #kinds: ReadonlyMap<string, Kind>
  readonly #due = new DueQueue<Task>()
  readonly #courses = new Map<string, Course>()
  readonly #refused: RefusedRow[] = []
  /** Calls that nobody was free for: the gravest first, then the oldest. */
  readonly #waiting: Course[] = []
  #closed = 0

  constructor(settings: RunSettings, known: ReadonlyMap<string, boolean>) {
    this.#settings = settings
    this.#known = known
    this.#kinds = new Map(settings.kinds.map(kind => [kind.name, kind]))
  }

  async walk(calls: readonly RecordedCall[]): Promise<void> {
    const { bureau, clock, signal } = this.#settings
    for (const call of calls) this.#due.put(call.receivedMs, ranks.open, { step: 'open', call })
    for (;;) {
      const next = signal.aborted ? undefined : this.#due.take()
      if (next === undefined) return
      await advanceTo(next.atMs, bureau, clock, this.#kinds)
      await this.#take(next.task)
    }
  }

  outcome(): Outcome {
    const courses = [...this.#courses.values()]
    return {
      courses,
      refused: this.#refused,
      delayed: courses.filter(({ delayMs }) => delayMs > 0).length + this.#waiting.length,
      unserved: this.#waiting.length,
    }
  }

  async #take(task: Task): Promise<void> {
    switch (task.step) {
      case 'open':
        return this.#open(task.call)
      case 'dispatch':
        if (!(await this.#send(task.course))) this.#wait(task.course)
        return
      case 'arrive':
        await arrive(this.#settings.desks, task.course)
        return this.#plan('close', task.course)
      case 'close':
        return this.#close(task.course)
    }
  }

  async #open(call: RecordedCall): Promise<void> {
    const { desks } = this.#settings
    let incident: string
    try {
      incident = await open(desks, call)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error
      const other = error.code === 'key_reused'
      return other
        ? this.#refuse(call, 'duplicate', 'Another call came before under the same id.')
        : this.#refuse(call, error.code, error.message)
    }
    const twin = this.#courses.get(incident)
    if (twin) return this.#refuse(call, 'duplicate', `The same call stands in line ${twin.call.line}.`)
    const wasOpen = this.#known.get(incident)
    if (wasOpen === false) return this.#refuse(call, 'duplicate', 'The ledger has this call already.')
    const course = { call, incident, resumed: wasOpen === true, delayMs: 0, shortfall: 0 }
    this.#courses.set(incident, course)
    await attachCall(desks, course)
    this.#plan('dispatch', course)
  }

  /** Sends a unit now, later than recorded if it must be. False when nobody is free. */
  async #send(course: Course): Promise<boolean> {
    const { bureau, clock, desks } = this.#settings
    const order = course.resumed ? await findOrder(bureau, course.incident) : undefined
    if (order) {
      course.order = order.id
      course.delayMs = Math.max(0, order.assignedMs - course.call.dispatchedMs)
      await setOut(desks, course)
    } else {
      course.delayMs = Math.max(0, clock.now().getTime() - course.call.dispatchedMs)
      if (!(await dispatch(desks, course))) return false
    }
    this.#plan('arrive', course)
    return true
  }

  #wait(course: Course): void {
    this.#waiting.push(course)
    this.#waiting.sort((a, b) => a.call.grade - b.call.grade || a.call.receivedMs - b.call.receivedMs)
  }

  async #close(course: Course): Promise<void> {
    await close(this.#settings.desks, course)
    this.#closed++
    this.#tell()
    for (const [i, waiting] of this.#waiting.entries()) {
      if (!(await this.#send(waiting))) continue
      this.#waiting.splice(i, 1)
      return
    }
  }

  #plan(step: Step, course: Course): void {
    const { dispatchedMs, arrivedMs, closedMs } = course.call
    const recordedMs = { dispatch: dispatchedMs, arrive: arrivedMs, close: closedMs }[step]
    this.#due.put(recordedMs + course.delayMs, ranks[step], { step, course })
  }

  #refuse({ line, id }: RecordedCall, code: string, sentence: string): void {
    this.#refused.push({ line, id, code, sentence })
    this.#tell()
  }

  #tell(): void {
    this.#settings.onDone(this.#closed + this.#refused.length, this.#settings.clock.now())
  }
}

async function knownIncidents({ pool, jurisdiction }: Bureau): Promise<Map<string, boolean>> {
  const { rows } = await pool.query<{ record: string; is_open: boolean }>(
    `SELECT record, is_open FROM ledger.state WHERE jurisdiction = $1 AND kind = 'incident'`,
    [jurisdiction],
  )
  return new Map(rows.map(row => [row.record, row.is_open]))
}

async function findOrder({ pool, jurisdiction }: Bureau, incident: string) {
  const { rows } = await pool.query<{ record: string; assigned_at: string }>(
    `SELECT record, state->'milestones'->>'assignedAt' AS assigned_at FROM ledger.state
      WHERE jurisdiction = $1 AND kind = 'assignment' AND parent = $2`,
    [jurisdiction, incident],
  )
  return rows[0] && { id: rows[0].record, assignedMs: Date.parse(rows[0].assigned_at) }
}
