import * as catalogue from '@kuaiji/catalog'
import type { Reckoned } from '@kuaiji/figures'
import type pg from 'pg'
import { schemaNames } from '../../apps/server/database/schema.ts'
import type { Surface } from './detector.ts'
import type { EntryNames } from './entry-names.ts'

const name = (where: string, text: string): Surface => ({ where, text, kind: 'name' })
const sentence = (where: string, text: string): Surface => ({ where, text, kind: 'sentence' })

/** Tables, columns, functions, constraints and comments of every schema that the product's migrations made. */
export async function databaseSurfaces(client: pg.Client): Promise<Surface[]> {
  const { rows } = await client.query<{ kind: string; where: string; text: string }>(catalogueSql, [
    await schemaNames(client),
  ])
  return rows.map(({ kind, where, text }) =>
    kind === 'comment' ? sentence(`comment on ${where}`, text) : name(`${kind} ${where}`, text),
  )
}

const catalogueSql = `
  WITH tables AS (
    SELECT c.oid, s.nspname || '.' || c.relname AS path, c.relname
      FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
     WHERE s.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm'))
  SELECT 'table' AS kind, path AS where, relname::text AS text FROM tables
  UNION ALL
  SELECT 'column', t.path || '.' || a.attname, a.attname::text
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT 'function', p.proname, p.proname || ' ' || pg_get_function_arguments(p.oid)
    FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace WHERE s.nspname = ANY ($1)
  UNION ALL
  SELECT 'type', t.typname, t.typname || ' ' || coalesce((SELECT string_agg(enumlabel, ' ') FROM pg_enum WHERE enumtypid = t.oid), '')
    FROM pg_type t JOIN pg_namespace s ON s.oid = t.typnamespace WHERE s.nspname = ANY ($1) AND t.typtype IN ('e', 'd')
  UNION ALL
  SELECT 'comment', t.path || coalesce('.' || a.attname, ''), d.description
    FROM tables t JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.objsubid AND d.objsubid > 0`

/** Keys of the folded states that use has left behind: jsonb is not to be a way around the columns. */
export async function stateSurfaces(client: pg.Client): Promise<Surface[]> {
  const { rows } = await client.query<{ kind: string; key: string }>(`
    WITH RECURSIVE part (kind, key, value) AS (
      SELECT s.kind, k.key, k.value FROM ledger.state s, jsonb_each(s.state) k
      UNION ALL
      SELECT part.kind, inner_part.key, inner_part.value FROM part, LATERAL (
        SELECT key, value FROM jsonb_each(CASE jsonb_typeof(part.value) WHEN 'object' THEN part.value ELSE '{}' END)
        UNION ALL
        SELECT '', value FROM jsonb_array_elements(CASE jsonb_typeof(part.value) WHEN 'array' THEN part.value ELSE '[]' END)
      ) inner_part)
    SELECT DISTINCT kind, key FROM part WHERE key <> ''`)
  return rows.map(({ kind, key }) => name(`state ${kind}.${key}`, key))
}

/** Paths, operations, parameters, fields and permitted values of an OpenAPI document. */
export function openApiSurfaces(document: { readonly paths: object }): Surface[] {
  const surfaces: Surface[] = []
  const look = (where: string, node: unknown) => {
    if (Array.isArray(node)) for (const item of node) look(where, item)
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return
    const {
      properties,
      enum: values,
      const: value,
      name: parameter,
      operationId,
      summary,
      description,
    } = node as Record<string, unknown>
    for (const field of Object.keys(properties ?? {})) surfaces.push(name(`field ${where} ${field}`, field))
    for (const code of [values, value].flat())
      if (typeof code === 'string') surfaces.push(name(`value ${where}`, code))
    for (const title of [parameter, operationId])
      if (typeof title === 'string') surfaces.push(name(`${where} ${title}`, title))
    for (const text of [summary, description])
      if (typeof text === 'string') surfaces.push(sentence(where, text))
    for (const part of Object.values(node)) look(where, part)
  }
  for (const [path, operations] of Object.entries(document.paths)) {
    surfaces.push(name(`path ${path}`, path))
    look(path, operations)
  }
  return surfaces
}

export function entrySurfaces(entries: readonly EntryNames[]): Surface[] {
  return entries.flatMap(({ type, names }) => [
    name(`entry ${type}`, type),
    ...names.map(part => name(`entry ${type} ${part}`, part)),
  ])
}

/** What one message of the live stream says. */
export function streamSurfaces(message: object): Surface[] {
  return Object.keys(message).map(field => name(`stream ${field}`, field))
}

export function metricSurfaces(exposition: string): Surface[] {
  const names = [...exposition.matchAll(/^# TYPE (\w+)/gm)].map(([, metric]) => metric as string)
  const labels = [...exposition.matchAll(/[{,](\w+)="/g)].map(([, label]) => label as string)
  return [...new Set([...names, ...labels])].map(metric => name(`metric ${metric}`, metric))
}

/** Other people's words for what happened, which an import reads and maps to ours. */
const foreign = new Set(['nypdDescriptions', 'nypdFamilies'])

/** Every code of the catalogue, and what it is called. */
export function catalogueSurfaces(of: Readonly<Record<string, unknown>> = catalogue): Surface[] {
  const surfaces: Surface[] = []
  const look = (where: string, node: unknown) => {
    if (Array.isArray(node)) for (const item of node) look(where, item)
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return
    const { code, id, zh, en } = node as Record<string, unknown>
    for (const title of [code, id])
      if (typeof title === 'string') surfaces.push(name(`catalogue ${where} ${title}`, title))
    for (const text of [zh, en])
      if (typeof text === 'string') surfaces.push(sentence(`catalogue ${where}`, text))
    for (const [key, part] of Object.entries(node)) {
      surfaces.push(name(`catalogue ${where} ${key}`, key))
      look(where, part)
    }
  }
  for (const [table, rows] of Object.entries(of))
    if (typeof rows === 'object' && !foreign.has(table)) look(table, rows)
  return surfaces
}

/** Ids, titles and definitions of figures, their companions, and what they are grouped by. */
export function figureSurfaces(figures: readonly Omit<Reckoned, 'leaves'>[]): Surface[] {
  return figures.flatMap(({ id, title, text, group, companions }) => [
    name(`figure ${id}`, id),
    ...(group === null ? [] : [name(`figure ${id} by`, group.by)]),
    ...companions.map(({ code }) => name(`figure ${id} ${code}`, code)),
    ...[title, text, ...companions.map(companion => companion.title)].flatMap(({ zh, en }) => [
      sentence(`figure ${id}`, zh),
      sentence(`figure ${id}`, en),
    ]),
  ])
}
