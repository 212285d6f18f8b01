import { useSyncExternalStore } from 'react'

/** A sentence for the person at the screen: what was done, or why it was not. */
export interface Notice {
  readonly id: number
  readonly tone: 'good' | 'bad' | 'plain'
  readonly text: string
}

const shownMs = { good: 4_000, plain: 6_000, bad: 15_000 }
let next = 1
let notices: readonly Notice[] = []
let spoken: { readonly polite: string; readonly assertive: string } = { polite: '', assertive: '' }
const watchers = new Set<() => void>()

function changed(): void {
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export function notify(tone: Notice['tone'], text: string): void {
  const notice = { id: next++, tone, text }
  notices = [...notices.filter(n => n.text !== text), notice].slice(-4)
  changed()
  setTimeout(() => dismiss(notice.id), shownMs[tone])
}

export function dismiss(id: number): void {
  if (!notices.some(n => n.id === id)) return
  notices = notices.filter(n => n.id !== id)
  changed()
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(watch, () => notices)
}

/** For screen readers: a new call politely, an incident of grade 1 at once. Says nothing of persons. */
export function announce(text: string, how: 'polite' | 'assertive'): void {
  spoken = { ...spoken, [how]: text }
  changed()
}

export function useSpoken(): typeof spoken {
  return useSyncExternalStore(watch, () => spoken)
}
