import type { LedgerEntry, View } from '@kuaiji/ledger'
import type { PoolClient } from 'pg'
import { callColumns } from './call-row.ts'
import { type Columns, selectList, toColumns } from './columns.ts'
import { incidentColumns } from './incident-row.ts'
import { orderColumns } from './order-row.ts'
import { type FigureRows, noRows } from './rows.ts'
import { trace } from './trace.ts'

/** The rows that figures are reckoned from. Raise `version` with every change of `trace`. */
export const figureView: View = {
  name: 'response.figures',
  version: 1,
  async reset(client) {
    for (const table of tables) await client.query(`DELETE FROM response.figure_${table}`)
  },
  async fold(client, entries) {
    for (const [jurisdiction, own] of Map.groupBy(entries, entry => entry.jurisdiction)) {
      const rows = await load(client, jurisdiction, own)
      for (const entry of own) trace(rows, entry)
      for (const table of tables) await save(client, jurisdiction, table, rows[table])
    }
  },
}

type Table = keyof FigureRows
const tables: readonly Table[] = ['call', 'order', 'incident']
const tableOfKind: Readonly<Record<string, Table>> = {
  call: 'call',
  assignment: 'order',
  incident: 'incident',
}

export const columnsOf: Readonly<Record<Table, Columns>> = {
  call: callColumns,
  order: orderColumns,
  incident: incidentColumns,
}

/** What a batch may touch: each entry's own record, and the incident that a call or an order belongs to. */
async function load(
  client: PoolClient,
  jurisdiction: string,
  entries: readonly LedgerEntry[],
): Promise<FigureRows> {
  const touched = { call: new Set<string>(), order: new Set<string>(), incident: new Set<string>() }
  for (const { kind, record, parent, facts } of entries) {
    const table = tableOfKind[kind]
    if (table === undefined) continue
    touched[table].add(record)
    const incident = facts.incident ?? parent
    if (table !== 'incident' && typeof incident === 'string') touched.incident.add(incident)
  }
  const rows = noRows()
  for (const table of tables) {
    if (touched[table].size === 0) continue
    const found = await client.query(
      `SELECT ${selectList(columnsOf[table], 'r')} FROM response.figure_${table} r
        WHERE r.jurisdiction = $1 AND r.record = ANY($2::uuid[])`,
      [jurisdiction, [...touched[table]]],
    )
    const known: Map<string, unknown> = rows[table]
    for (const row of found.rows) known.set(row.record, row)
  }
  return rows
}

async function save(
  client: PoolClient,
  jurisdiction: string,
  table: Table,
  rows: ReadonlyMap<string, object>,
): Promise<void> {
  if (rows.size === 0) return
  await client.query(
    `DELETE FROM response.figure_${table} WHERE jurisdiction = $1 AND record = ANY($2::uuid[])`,
    [jurisdiction, [...rows.keys()]],
  )
  await client.query(
    `INSERT INTO response.figure_${table}
     SELECT * FROM json_populate_recordset(NULL::response.figure_${table}, $1::json)`,
    [JSON.stringify([...rows.values()].map(row => toColumns(row, columnsOf[table], jurisdiction)))],
  )
}
