import type { Desk } from '@kuaiji/kernel'
import type { TimelineEntry } from '../shape.ts'

/** An entry as it is read for a timeline, with its place in the log. */
export interface TimelineRow extends Record<string, unknown> {
  readonly kind: string
  readonly facts: unknown
  readonly leaf: number | null
  readonly envelope: {
    readonly id: string
    readonly record: string
    readonly n: number
    readonly type: string
    readonly at: string
    readonly atSource: string
    readonly recordedAt: string
    readonly actor: { readonly role: string; readonly unit: string; readonly seat: string }
  }
}

const timelineSql = `
  SELECT e.kind, e.envelope, e.facts, l.index::float8 AS leaf
    FROM ledger.entry e
    LEFT JOIN ledger.leaf l ON l.jurisdiction = e.jurisdiction AND l.record = e.record AND l.n = e.n
   WHERE e.jurisdiction = $1 AND e.record = ANY($2::uuid[])
   ORDER BY e.happened_at, e.recorded_at, e.kind, e.record, e.n`

/** What happened to these records, as one story: by when it happened, then recorded, then by kind and record. */
export async function timelineOf(desk: Desk, records: readonly string[]): Promise<TimelineEntry[]> {
  const rows = await desk.query<TimelineRow>(timelineSql, [desk.authority.jurisdiction, records])
  return rows.map(timelineEntry)
}

export function timelineEntry({ kind, envelope, facts, leaf }: TimelineRow): TimelineEntry {
  const { id, record, n, type, at, atSource, recordedAt, actor } = envelope
  const { role, unit, seat } = actor
  return { id, record, kind, n, type, at, atSource, recordedAt, role, unit, seat, facts, leafIndex: leaf }
}
