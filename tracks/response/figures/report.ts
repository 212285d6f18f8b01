import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Breach, lateSeconds, type Reckoned, type Year } from '@kuaiji/figures'
import { mainLog } from '@kuaiji/ledger'
import type { FigureItem, FigureReport } from '../shape.ts'
import { responseFigures } from './definitions.ts'
import type { Slices } from './slice.ts'

/** Plain reads, of a desk or of a pool. */
export type Query = <Row extends Record<string, unknown>>(
  sql: string,
  parameters: readonly unknown[],
) => Promise<Row[]>

/** How many ids of entries, and how many breaches, a report names itself; the rest is behind its links. */
const namedMax = 100

export interface ReportOf {
  readonly slices: Slices
  readonly year: Year
  readonly jurisdiction: string
  readonly computedAt: Date
  readonly query: Query
}

/** Every figure of a year over these rows. The same rows give the same figures, whoever read them from wherever. */
export async function reportOf({
  slices,
  year,
  jurisdiction,
  computedAt,
  query,
}: ReportOf): Promise<FigureReport> {
  const reckoned: (Reckoned & { asOf: number })[] = []
  for (const figure of responseFigures) {
    const asOf = slices[figure.source].next
    reckoned.push(...figure.reckon(slices, year).map(result => ({ ...result, asOf })))
    // A figure of a million rows takes half a second; other requests are served in between.
    await nextTurn()
  }
  const published = reckoned.filter(({ withheld }) => !withheld)
  const ids = await entryIds(
    query,
    published.flatMap(({ leaves }) => [...leaves.subarray(0, namedMax)]),
  )
  return {
    year: year.year,
    jurisdiction,
    timeZone: year.timeZone,
    computedAt: computedAt.toISOString(),
    items: published.map(result => itemOf(result, year, ids)),
    withheld: reckoned.filter(({ withheld }) => withheld).map(({ id }) => id),
  }
}

function itemOf(
  result: Reckoned & { readonly asOf: number },
  year: Year,
  ids: ReadonlyMap<number, string>,
): FigureItem {
  const {
    id,
    title,
    text,
    version,
    unit,
    by,
    group,
    numerator,
    denominator,
    value,
    companions,
    leaves,
    asOf,
  } = result
  return {
    id,
    title,
    definition: { ...text, version },
    window: { from: new Date(year.from).toISOString(), to: new Date(year.to).toISOString(), by },
    unit,
    group,
    numerator,
    denominator,
    value,
    companions: Object.fromEntries(companions.map(({ code, value }) => [code, value])),
    names: Object.fromEntries(companions.map(({ code, title }) => [code, title])),
    breaches: {
      count: result.breaches.length,
      first: result.breaches.slice(0, namedMax).map(breachItem),
      href: `/api/figures/${id}/breaches?year=${year.year}`,
    },
    entries: {
      count: leaves.length,
      first: Array.from(leaves.subarray(0, namedMax), leaf => ids.get(leaf) as string),
      href: `/api/figures/${id}/entries?year=${year.year}`,
    },
    asOf,
  }
}

export function breachItem(breach: Breach): FigureItem['breaches']['first'][number] {
  const { record, reason, title, leaf } = breach
  return { record, reason, title, lateSeconds: lateSeconds(breach), leafIndex: leaf }
}

const idsSql = `
  SELECT l.index::float8 AS leaf, e.id
    FROM ledger.leaf l
    JOIN ledger.entry e ON e.jurisdiction = l.jurisdiction AND e.record = l.record AND e.n = l.n
   WHERE l.log = $1 AND l.index = ANY($2::bigint[])`

async function entryIds(query: Query, leaves: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const rows = await query<{ leaf: number; id: string }>(idsSql, [mainLog, [...new Set(leaves)]])
  return new Map(rows.map(({ leaf, id }) => [leaf, id]))
}
