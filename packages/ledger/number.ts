import type { Change } from '@kuaiji/kernel'
import { type ClientBase, escapeLiteral } from 'pg'

/** `J2026-000123`: series, year, and a count that starts at 1 each year in each jurisdiction. */
export function publicNumber(series: string, year: number, count: bigint | number): string {
  return `${series}${year}-${String(count).padStart(6, '0')}`
}

/**
 * Begins the transaction and locks the counters, in one round trip and in a fixed order. The numbers are taken before
 * the entries are hashed; a refusal or rollback gives them back, so a series has neither gaps nor twins.
 */
export async function beginWithNumbers(
  client: ClientBase,
  jurisdiction: string,
  changes: readonly Change[],
): Promise<Map<string, string>> {
  const opening = changes
    .filter(change => change.numbered !== undefined)
    .sort((a, b) => (seriesKey(a) < seriesKey(b) ? -1 : 1))
  const takes = opening.map(
    ({ numbered }) =>
      `SELECT ledger.take_number(${escapeLiteral(jurisdiction)}, ${escapeLiteral(numbered!.series)}, ${Number(numbered!.year)}) AS count`,
  )
  const results = (await client.query(['BEGIN', ...takes].join('; '))) as unknown as {
    rows: { count: string }[]
  }[]
  return new Map(
    opening.map((change, i) => [
      change.record,
      publicNumber(change.numbered!.series, change.numbered!.year, BigInt(results[i + 1]!.rows[0]!.count)),
    ]),
  )
}

function seriesKey(change: Change): string {
  return `${change.numbered!.series} ${change.numbered!.year}`
}
