import type { Role } from '@kuaiji/kernel'

/** A page of the bar: where it is, the letter after `g` that leads there, and what it is called. */
export const pages = [
  { to: '/room', key: 'r', name: 'page.room' },
  { to: '/station', key: 's', name: 'page.station' },
  { to: '/incidents', key: 'i', name: 'page.incidents' },
  { to: '/figures', key: 'f', name: 'page.figures' },
  { to: '/book', key: 'b', name: 'page.book' },
] as const

export type Page = (typeof pages)[number]

/** What a role finds in its bar; the server decides again at every read. */
export function pagesOf(role: Role): readonly Page[] {
  return pages.filter(page => audience[page.to].includes(role))
}

const room: readonly Role[] = ['calltaker', 'dispatcher', 'commander']
const response: readonly Role[] = [...room, 'station', 'crew']
const everyone: readonly Role[] = [...response, 'department', 'auditor', 'admin']

const audience: Readonly<Record<Page['to'], readonly Role[]>> = {
  '/room': room,
  '/station': ['station', 'crew'],
  '/incidents': response,
  '/figures': everyone,
  '/book': everyone,
}
