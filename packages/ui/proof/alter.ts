import { formatTime } from '../time/format.ts'
import type { EntryParts } from './verify.ts'

/** The entry with its time moved a minute earlier, as somebody would who wanted a better figure. Only in this tab. */
export function alter(entry: EntryParts): {
  readonly entry: EntryParts
  readonly change: { readonly from: string; readonly to: string }
} {
  const envelope = entry.envelope as { readonly at: string }
  const at = new Date(Date.parse(envelope.at) - 60_000).toISOString()
  return {
    entry: { ...entry, envelope: { ...envelope, at } },
    change: { from: formatTime(envelope.at, 'second'), to: formatTime(at, 'second') },
  }
}
