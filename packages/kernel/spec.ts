import { expect } from 'vitest'
import type { EntryDraft, FoldedEntry } from './entry.ts'
import type { Kind } from './record.ts'
import { isRefusal } from './refusal.ts'

const nobody = { role: 'system', unit: 'spec', seat: 'spec', channel: 'system' } as const

/** given(kind, past).when(state => decide(...)).then([...types or drafts]) or .refused(code). No database. */
export function given<S>(kind: Kind<S>, past: readonly EntryDraft[]) {
  const state = past.reduce<S>((s, draft, i) => kind.evolve(s, folded(draft, i + 1)), kind.initial)
  return {
    state,
    when(decide: (state: S) => readonly EntryDraft[]) {
      return {
        then(expected: readonly Partial<EntryDraft>[]) {
          const decided = decide(state)
          expect(decided).toMatchObject(expected)
          expect(decided).toHaveLength(expected.length)
        },
        refused(code: string) {
          expect(code).toBe(refusalOf(() => decide(state)))
        },
      }
    },
  }
}

function refusalOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isRefusal(error)) return error.code
    throw error
  }
  return 'not refused'
}

function folded(draft: EntryDraft, n: number): FoldedEntry {
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  return {
    id,
    record: '00000000-0000-7000-8000-00000000abcd',
    n,
    type: draft.type,
    at: draft.at,
    atSource: draft.atSource,
    recordedAt: draft.at,
    actor: nobody,
    facts: draft.facts,
    ...(draft.cause === undefined ? {} : { cause: draft.cause }),
  }
}
