import { useSyncExternalStore } from 'react'
import { paint, type ThemeName } from './palette.ts'

export const themeChoices = ['system', 'dark', 'light'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const place = 'kuaiji.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const watchers = new Set<() => void>()
let choice: ThemeChoice = readChoice()

function readChoice(): ThemeChoice {
  const kept = localStorage.getItem(place)
  return themeChoices.find(c => c === kept) ?? 'system'
}

function current(): ThemeName {
  if (choice !== 'system') return choice
  return system.matches ? 'dark' : 'light'
}

function repaint(): void {
  paint(document.documentElement, current())
  for (const watcher of watchers) watcher()
}

export function startTheme(): void {
  system.addEventListener('change', repaint)
  repaint()
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  localStorage.setItem(place, next)
  repaint()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export function useTheme(): ThemeName {
  return useSyncExternalStore(watch, current)
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(watch, () => choice)
}
