import { type EntryDraft, type FoldedEntry, isRefusal, type Kind } from '@kuaiji/kernel'
import type { Bureau } from './bureau.ts'

type Opened = EntryDraft<
  'log.opened',
  { readonly simulated: boolean; readonly city: string; readonly origin: string }
>

/** The log's own record: its first entry says whose city it is and whether that city is simulated. */
export const logKind: Kind<{ readonly simulated: boolean | null }> = {
  name: 'log',
  initial: { simulated: null },
  retentionDays: 36_500,
  evolve: (_, entry: FoldedEntry) => ({ simulated: (entry.facts as Opened['facts']).simulated }),
  isOpen: () => true,
}

/** One record, the same in every process that opens the log at once. */
const logRecord = '00000000-0000-7000-8000-000000000001'

export async function openingOf(bureau: Bureau, simulated: boolean): Promise<void> {
  const { ledger, system, clock, city, log } = bureau
  if (await ledger.find(system, logKind, logRecord)) return
  const opened: Opened = {
    type: 'log.opened',
    at: clock.now().toISOString(),
    atSource: 'automatic',
    facts: { simulated, city: city.id, origin: log.origin },
  }
  const change = {
    kind: logKind as Kind,
    record: logRecord,
    expected: 0,
    state: logKind.initial,
    entries: [opened],
  }
  await ledger.append(system, [change]).catch(error => {
    // Another server that started at the same moment has written it.
    if (!isRefusal(error)) throw error
  })
}
