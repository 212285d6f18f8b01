import { useSyncExternalStore } from 'react'

/** One line of `GET /api/stream`: that something happened to a record, never what it says. */
export interface StreamedEntry {
  readonly leafIndex: number
  readonly jurisdiction: string
  readonly record: string
  readonly kind: string
  readonly type: string
  readonly n: number
  readonly at: string
  readonly parent: string | null
}

export type Connection = 'connecting' | 'live' | 'catching_up' | 'offline'

interface Live {
  readonly connection: Connection
  /** When the server was last heard, in milliseconds of this machine's clock. */
  readonly heardAt: number | undefined
  readonly leafIndex: number | undefined
}

type Message =
  | { readonly type: 'entry'; readonly entry: StreamedEntry }
  | { readonly type: 'heard'; readonly leafIndex: number | undefined }
  | { readonly type: 'connection'; readonly connection: Connection; readonly fresh: boolean }
  | { readonly type: 'ask' }

/** Twice the server's heartbeat and some: after so long a silence the line is dead, whatever the socket says. */
const silenceMsMax = 45_000
const reopenMs = 2_000
/** After a reconnection we are level with the server again when nothing has come for so long. */
const settleMs = 800
const name = 'kuaiji.stream'

/**
 * The live stream, one per browser: the tab that holds the lock reads it and tells the others. When that tab
 * closes, the lock passes on, and the next reads on from the last leaf index anybody heard of.
 */
export class LiveStream {
  private live: Live = { connection: 'connecting', heardAt: undefined, leafIndex: undefined }
  private readonly channel = new BroadcastChannel(name)
  private readonly watchers = new Set<() => void>()
  private readonly stopping = new AbortController()
  private source: EventSource | undefined
  private leading = false
  private settling: ReturnType<typeof setTimeout> | undefined
  private readonly onEntry: (entry: StreamedEntry) => void
  /** Called when entries may have been missed: read everything again. */
  private readonly onFresh: () => void
  private readonly onRefused: () => void

  constructor(on: { entry(entry: StreamedEntry): void; fresh(): void; refused(): void }) {
    this.onEntry = on.entry
    this.onFresh = on.fresh
    this.onRefused = on.refused
  }

  start(): void {
    this.channel.onmessage = event => this.hear(event.data as Message)
    this.channel.postMessage({ type: 'ask' } satisfies Message)
    const watchdog = setInterval(() => this.checkSilence(), 5_000)
    this.stopping.signal.addEventListener('abort', () => clearInterval(watchdog))
    addEventListener('offline', () => this.source !== undefined && this.reopen(), {
      signal: this.stopping.signal,
    })
    addEventListener('online', () => this.leading && this.reopen(), { signal: this.stopping.signal })
    navigator.locks
      .request(name, { signal: this.stopping.signal }, () => this.lead())
      .catch(() => {
        // Aborted: this tab no longer wants the stream.
      })
  }

  stop(): void {
    this.stopping.abort()
    this.source?.close()
    this.channel.close()
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  now = (): Live => this.live

  private lead(): Promise<void> {
    this.leading = true
    this.open()
    return new Promise(resolve => this.stopping.signal.addEventListener('abort', () => resolve()))
  }

  private open(): void {
    const after = this.live.leafIndex
    const source = new EventSource(after === undefined ? '/api/stream' : `/api/stream?after=${after}`)
    this.source = source
    source.onopen = () => {
      const resumed = after !== undefined
      this.tell({ type: 'connection', connection: resumed ? 'catching_up' : 'live', fresh: !resumed })
    }
    source.onerror = () => this.fail(source)
    source.addEventListener('entry', event =>
      this.tell({ type: 'entry', entry: JSON.parse(event.data) as StreamedEntry }),
    )
    source.addEventListener('heartbeat', event => {
      const { leafIndex } = JSON.parse(event.data) as { leafIndex?: number }
      this.tell({ type: 'heard', leafIndex })
    })
  }

  /** EventSource reconnects by itself after a cut line; after an HTTP error it gives up, and we ask why. */
  private fail(source: EventSource): void {
    this.tell({ type: 'connection', connection: 'offline', fresh: false })
    if (source.readyState !== EventSource.CLOSED || this.source !== source) return
    this.source = undefined
    fetch('/api/session')
      .then(response => (response.status === 401 ? this.onRefused() : undefined))
      .catch(() => undefined)
      .finally(() => setTimeout(() => this.source === undefined && this.reopen(), reopenMs))
  }

  private reopen(): void {
    if (this.stopping.signal.aborted || !this.leading) return
    this.source?.close()
    this.open()
  }

  private checkSilence(): void {
    const { connection, heardAt } = this.live
    if (connection !== 'live' || heardAt === undefined || Date.now() - heardAt < silenceMsMax) return
    this.update({ connection: 'offline' })
    this.reopen()
  }

  /** To ourselves and to every other tab. */
  private tell(message: Message): void {
    this.channel.postMessage(message)
    this.hear(message)
  }

  private hear(message: Message): void {
    switch (message.type) {
      case 'entry':
        this.update({ heardAt: Date.now(), leafIndex: message.entry.leafIndex })
        this.settle()
        this.onEntry(message.entry)
        return
      case 'heard':
        this.update({
          connection: 'live',
          heardAt: Date.now(),
          ...(message.leafIndex === undefined ? {} : { leafIndex: message.leafIndex }),
        })
        return
      case 'connection': {
        const { connection, fresh } = message
        this.update({ connection, ...(connection === 'offline' ? {} : { heardAt: Date.now() }) })
        if (connection === 'catching_up') this.settle()
        if (fresh) this.onFresh()
        return
      }
      case 'ask':
        if (this.leading)
          this.channel.postMessage({
            type: 'connection',
            connection: this.live.connection,
            fresh: false,
          } satisfies Message)
    }
  }

  private settle(): void {
    clearTimeout(this.settling)
    if (this.live.connection === 'live') return
    this.settling = setTimeout(() => this.update({ connection: 'live' }), settleMs)
  }

  private update(part: Partial<Live>): void {
    this.live = { ...this.live, ...part }
    for (const watcher of this.watchers) watcher()
  }
}

export function useLive(stream: LiveStream): Live {
  return useSyncExternalStore(stream.watch, stream.now)
}
