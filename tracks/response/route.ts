import type { Answer, Change, EntryDraft, Kind, Loaded, Route, Written } from '@kuaiji/kernel'
import type { TSchema } from 'typebox'
import type { ResponseServices } from './services.ts'

/** Lets a handler see the types of its own schemas; the server sees a plain route. */
export function route<P extends TSchema, Q extends TSchema, B extends TSchema>(
  typed: Route<P, Q, B, ResponseServices>,
): Route {
  return typed as Route
}

export function changeTo<S>(
  kind: Kind<S>,
  { id, n, state }: Loaded<S>,
  entries: readonly EntryDraft[],
  timers: Change['timers'] = [],
): Change<S> {
  return { kind, record: id, expected: n, state, entries, timers }
}

export function opening<S>(
  kind: Kind<S>,
  record: string,
  entries: readonly EntryDraft[],
  extra: Pick<Change, 'timers' | 'numbered'> = {},
): Change<S> {
  return { kind, record, expected: 0, state: kind.initial, entries, ...extra }
}

/** What a write answers of the record the command was about. */
export function answerOf(status: 200 | 201, written: readonly Written[], record: string): Answer {
  const own = written.find(w => w.record === record)
  if (own === undefined) throw new Error(`the append did not write ${record}`)
  return {
    status,
    body: { id: record, n: own.n, ...(own.number === undefined ? {} : { number: own.number }) },
  }
}
