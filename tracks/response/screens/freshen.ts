import type { StreamedEntry } from '@kuaiji/ui'
import type { QueryKey } from '@tanstack/react-query'

/** Everything of this track that a console keeps; read again when entries may have been missed. */
export const responseKeys: readonly QueryKey[] = [
  ['calls'],
  ['call'],
  ['incidents'],
  ['incident'],
  ['units'],
  ['recommendation'],
]

/** What an entry changes on the screen. */
export function freshen({ kind, record, parent, type }: StreamedEntry): readonly QueryKey[] {
  switch (kind) {
    case 'call':
      return [['calls'], ['call', record]]
    case 'incident':
      return [
        ['incidents'],
        ['incident', record],
        ...(type === 'incident.located' || type === 'incident.regraded' ? [['recommendation', record]] : []),
      ]
    case 'assignment':
      return [['incidents'], ['units'], ['incident', parent], ['recommendation', parent]]
    case 'unit':
      return [['units']]
  }
  return []
}
