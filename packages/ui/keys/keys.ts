import { useEffect, useRef, useSyncExternalStore } from 'react'

/** A key, a key with `mod+` (Ctrl or Command), or two keys one after the other: `g r`. */
export interface Binding {
  readonly keys: string
  /** What the help sheet says; a binding without it is an alias of another. */
  readonly does?: string
  /** Left out where the browser itself does it: the binding is only told of. */
  readonly run?: (event: KeyboardEvent) => void
  /** Also while the cursor stands in a field. */
  readonly inFields?: boolean
}

interface Sheet {
  readonly title: string
  readonly bindings: readonly Binding[]
}

const sequenceMs = 1_200
const place = 'kuaiji.single-keys'
/** Innermost last: the newest sheet is asked first. */
let sheets: readonly Sheet[] = []
let singleKeys = localStorage.getItem(place) !== 'off'
let prefix: { readonly key: string; readonly until: number } | undefined
const watchers = new Set<() => void>()

function changed(): void {
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Keys of one part of the screen, for as long as it is mounted. */
export function useKeys(title: string, bindings: readonly Binding[]): void {
  const latest = useRef(bindings)
  latest.current = bindings
  const shape = bindings.map(b => `${b.keys}\t${b.does ?? ''}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet is renewed when what it offers changes
  useEffect(() => {
    const sheet: Sheet = {
      title,
      bindings: latest.current.map((binding, i) => ({
        ...binding,
        ...(binding.run === undefined ? {} : { run: event => latest.current[i]?.run?.(event) }),
      })),
    }
    sheets = [...sheets, sheet]
    changed()
    return () => {
      sheets = sheets.filter(s => s !== sheet)
      changed()
    }
  }, [title, shape])
}

export function useSheets(): readonly Sheet[] {
  return useSyncExternalStore(watch, () => sheets)
}

/** Shortcuts of one bare letter can be turned off (WCAG 2.1.4). */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(watch, () => singleKeys)
}

export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed
  localStorage.setItem(place, allowed ? 'on' : 'off')
  changed()
}

export function startKeys(): void {
  addEventListener('keydown', answer)
  // Ctrl and a key is meant for us wherever the cursor stands: a field that knows Enter must not take it first.
  addEventListener('keydown', event => (event.ctrlKey || event.metaKey) && answer(event), { capture: true })
}

function answer(event: KeyboardEvent): void {
  // While an input method composes Chinese, every key belongs to it.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return
  const binding = findBinding(event)
  if (binding === undefined) return
  event.preventDefault()
  event.stopPropagation()
  binding.run?.(event)
}

function findBinding(event: KeyboardEvent): Binding | undefined {
  const pressed = nameOf(event)
  const inField = isField(event.target)
  const sequence = prefix !== undefined && Date.now() < prefix.until ? `${prefix.key} ${pressed}` : undefined
  prefix = undefined
  const bare = pressed.length === 1 && pressed !== '?'
  for (const sheet of sheets.toReversed())
    for (const binding of sheet.bindings) {
      if (binding.run === undefined || (inField && !binding.inFields)) continue
      if (binding.keys !== pressed && binding.keys !== sequence) continue
      if (!singleKeys && (bare || binding.keys.includes(' '))) continue
      return binding
    }
  if (!inField && sheets.some(s => s.bindings.some(b => b.keys.startsWith(`${pressed} `))))
    prefix = { key: pressed, until: Date.now() + sequenceMs }
  return undefined
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : event.altKey ? `alt+${key}` : key
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type)))
  )
}

/** Moves the focus among the `[data-row]` elements of a list: by one, or to the first or last. */
export function moveInList(list: HTMLElement | null, step: number): void {
  if (list === null) return
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(document.activeElement?.closest<HTMLElement>('[data-row]') as HTMLElement)
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))
  rows[next]?.focus()
  rows[next]?.scrollIntoView({ block: 'nearest' })
}
