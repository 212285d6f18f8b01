import type { Bureau } from '../bureau.ts'
import type { RecordedTimes } from './recorded-call.ts'

const sql = `
  SELECT coalesce(s.parent, s.record) AS incident,
         min(e.happened_at) FILTER (WHERE e.type = 'call.received') AS received,
         min(e.happened_at) FILTER (WHERE e.type = 'assignment.ordered') AS dispatched,
         min(e.happened_at) FILTER (WHERE e.type = 'assignment.arrived') AS arrived,
         max(e.happened_at) FILTER (WHERE e.type = 'incident.closed') AS closed
    FROM ledger.entry e JOIN ledger.state s USING (jurisdiction, record)
   WHERE e.jurisdiction = $1
     AND e.type IN ('call.received', 'assignment.ordered', 'assignment.arrived', 'incident.closed')
   GROUP BY 1`

type Row = Record<'received' | 'dispatched' | 'arrived' | 'closed', Date | null> & {
  readonly incident: string
}

/** What the ledger's own entries say of each incident; NaN where an entry is missing. */
export async function ledgerTimes({ pool, jurisdiction }: Bureau): Promise<Map<string, RecordedTimes>> {
  const { rows } = await pool.query<Row>(sql, [jurisdiction])
  const ms = (at: Date | null) => at?.getTime() ?? Number.NaN
  return new Map(
    rows.map(({ incident, received, dispatched, arrived, closed }) => [
      incident,
      {
        receivedMs: ms(received),
        dispatchedMs: ms(dispatched),
        arrivedMs: ms(arrived),
        closedMs: ms(closed),
      },
    ]),
  )
}

/** Incidents on which the thirty minutes for the first feedback ran out: the file records none, and none is made up. */
export async function countFeedbackMissed(
  { pool, jurisdiction }: Bureau,
  incidents: readonly string[],
): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ledger.entry
      WHERE jurisdiction = $1 AND record = ANY($2::uuid[]) AND type = 'incident.first_feedback_missed'`,
    [jurisdiction, incidents],
  )
  return rows[0]?.n ?? 0
}
