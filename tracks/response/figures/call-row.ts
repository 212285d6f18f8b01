import type { CallChannel } from '@kuaiji/catalog'
import type { CallEntry } from '../call/call.ts'
import type { Folded } from '../folded.ts'
import type { Column } from './columns.ts'
import { noteCall } from './incident-row.ts'
import { changeRow, type FigureRows, getRow, type Mark } from './rows.ts'

/** A call as figures count it. */
export interface CallRow {
  readonly record: string
  readonly channel: CallChannel
  readonly receivedAt: number
  readonly receivedLeaf: number
  /** Claimed while it rang: a call-back is no answer. */
  readonly answeredAt: number | null
  readonly answeredLeaf: number | null
  readonly abandonedAt: number | null
  readonly abandonedLeaf: number | null
}

export const callColumns = {
  record: 'plain',
  channel: 'plain',
  receivedAt: 'time',
  receivedLeaf: 'leaf',
  answeredAt: 'time',
  answeredLeaf: 'leaf',
  abandonedAt: 'time',
  abandonedLeaf: 'leaf',
} as const satisfies Record<keyof CallRow, Column>

export function traceCall(rows: FigureRows, entry: Folded<CallEntry>, { at, leaf }: Mark): void {
  const { record } = entry
  switch (entry.type) {
    case 'call.received':
      rows.call.set(record, {
        record,
        channel: entry.facts.channel,
        receivedAt: at,
        receivedLeaf: leaf,
        answeredAt: null,
        answeredLeaf: null,
        abandonedAt: null,
        abandonedLeaf: null,
      })
      break
    case 'call.claimed': {
      const { answeredAt, abandonedAt } = getRow(rows.call, record)
      if (answeredAt === null && abandonedAt === null)
        changeRow(rows.call, record, { answeredAt: at, answeredLeaf: leaf })
      break
    }
    case 'call.abandoned':
      changeRow(rows.call, record, { abandonedAt: at, abandonedLeaf: leaf })
      break
    case 'call.attached':
      noteCall(rows, entry.facts.incident, getRow(rows.call, record))
      break
    case 'call.called_back':
    case 'call.classified':
    case 'call.handed_over':
    case 'call.handover_accepted':
    case 'call.closed':
      break
  }
}
