import type { EntryDraft, FoldedEntry } from '@kuaiji/kernel'

/** What a fold sees of a draft once the ledger has placed it; distributes over a union of drafts. */
export type Folded<Draft> =
  Draft extends EntryDraft<infer Type, infer Facts, infer _Particulars> ? FoldedEntry<Type, Facts> : never
