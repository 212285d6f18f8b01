import type { LedgerEntry } from '@kuaiji/ledger'
import type { AssignmentEntry } from '../assignment/assignment.ts'
import type { CallEntry } from '../call/call.ts'
import type { Folded } from '../folded.ts'
import type { IncidentEntry } from '../incident/incident.ts'
import { traceCall } from './call-row.ts'
import { traceIncident } from './incident-row.ts'
import { traceOrder } from './order-row.ts'
import type { FigureRows } from './rows.ts'

/** Follows one entry of the log: the rows afterwards say all that figures need of it. Other kinds pass by. */
export function trace(rows: FigureRows, entry: LedgerEntry): void {
  const folded = entry as unknown
  const mark = { at: Date.parse(entry.at), leaf: entry.leafIndex }
  if (entry.kind === 'call') traceCall(rows, folded as Folded<CallEntry>, mark)
  else if (entry.kind === 'assignment') traceOrder(rows, folded as Folded<AssignmentEntry>, mark)
  else if (entry.kind === 'incident') traceIncident(rows, folded as Folded<IncidentEntry>, mark)
}
