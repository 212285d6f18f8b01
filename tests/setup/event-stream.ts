import type { Seat } from './server.ts'
import { until } from './server.ts'

/** One message of the live stream as it came. */
export interface StreamMessage {
  readonly id: number
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
  readonly data: any
}

/** A reader of the live stream that keeps everything it is told. */
export class EventStream {
  readonly messages: StreamMessage[] = []
  /** Everything that came over the wire. */
  text = ''
  /** Resolves when the server ends the stream, or the connection is lost. */
  readonly ended: Promise<void>
  readonly #abort: AbortController
  #over = false

  /** `after`: the last leaf index already known; -1 for everything. */
  static async open(seat: Seat, after?: number, headers: Record<string, string> = {}): Promise<EventStream> {
    const abort = new AbortController()
    const response = await fetch(`${seat.url}/api/stream${after === undefined ? '' : `?after=${after}`}`, {
      headers: { authorization: `Bearer ${seat.token}`, ...headers },
      signal: abort.signal,
    })
    if (response.status !== 200) throw new Error(`no stream: ${response.status} ${await response.text()}`)
    return new EventStream(response, abort)
  }

  private constructor(response: Response, abort: AbortController) {
    this.#abort = abort
    this.ended = this.#read(response)
      .catch(() => undefined)
      .finally(() => {
        this.#over = true
      })
  }

  get entries(): StreamMessage[] {
    return this.messages.filter(message => message.event === 'entry')
  }

  get indexes(): number[] {
    return this.entries.map(entry => entry.data.leafIndex)
  }

  /** Last leaf index that the stream has examined, seen or not. */
  get last(): number {
    return this.messages.at(-1)?.id ?? -1
  }

  /** Everything up to this leaf index has come, or been passed over, or the stream has ended. */
  async reaches(leafIndex: number): Promise<void> {
    await until(
      () => ({ last: this.last, over: this.#over }),
      ({ last, over }) => last >= leafIndex || over,
    )
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.ended
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body!) {
      const text = decoder.decode(chunk, { stream: true })
      this.text += text
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() as string
      for (const block of blocks) this.#take(block)
    }
  }

  #take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
    const [id, event, data] = [field('id'), field('event'), field('data')]
    if (id !== undefined && event !== undefined && data !== undefined)
      this.messages.push({ id: Number(id), event, data: JSON.parse(data) })
  }
}

/**
 * Reads from `after` on, resuming as often as the stream is lost, until the leaf index that `end` names has come: leaf
 * indexes in the order in which they came.
 */
export async function readThrough(seat: Seat, after: number, end: Promise<number>): Promise<number[]> {
  const told: number[] = []
  let last = after
  let goal = Number.POSITIVE_INFINITY
  void end.then(index => {
    goal = index
  })
  while (last < goal) {
    const stream = await until(
      () => EventStream.open(seat, last).catch(() => undefined),
      opened => opened !== undefined,
    )
    await Promise.race([stream!.ended, end.then(index => stream!.reaches(index))])
    await stream!.close()
    told.push(...stream!.indexes)
    last = Math.max(last, stream!.last)
  }
  return told
}
