import { freshen, responseKeys } from '@kuaiji/response/screens'
import { LiveStream, type StreamedEntry } from '@kuaiji/ui'
import type { QueryKey } from '@tanstack/react-query'
import { queries } from './queries.ts'
import { forget } from './session.ts'

/** Entries come in bursts; what they touch is read again at most this often. */
const gatherMs = 250

const pending = new Map<string, QueryKey>()

function onEntry(entry: StreamedEntry): void {
  for (const key of freshen(entry)) pending.set(JSON.stringify(key), key)
  gather()
}

/** A list that is being read at this moment may miss the entry that came meanwhile: it is read once more after. */
function flush(): void {
  gathering = false
  for (const [name, queryKey] of pending) {
    if (queries.isFetching({ queryKey }) > 0) continue
    pending.delete(name)
    void queries.invalidateQueries({ queryKey })
  }
  if (pending.size > 0) gather()
}

let gathering = false

function gather(): void {
  if (gathering) return
  gathering = true
  setTimeout(flush, gatherMs)
}

function onFresh(): void {
  for (const queryKey of responseKeys) void queries.invalidateQueries({ queryKey })
}

let stream: LiveStream | undefined

/** The tab's door to the stream; made at the first call after signing in. */
export function liveStream(): LiveStream {
  if (stream === undefined) {
    stream = new LiveStream({ entry: onEntry, fresh: onFresh, refused: forget })
    stream.start()
  }
  return stream
}

export function closeStream(): void {
  stream?.stop()
  stream = undefined
}
