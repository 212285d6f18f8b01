import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { repository } from '../../apps/server/database/settings.ts'

/** An entry type with the names of its facts and particulars, as `EntryDraft<Type, Facts, Particulars>` declares them. */
export interface EntryNames {
  readonly type: string
  readonly names: readonly string[]
}

type Node = Record<string, unknown>

/** Product sources by path, tests apart. */
export function readSources(): ReadonlyMap<string, string> {
  const files = ['apps', 'packages', 'tracks'].flatMap(list)
  return new Map(files.map(file => [file, readFileSync(join(repository, file), 'utf8')]))
}

function list(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : list(path)
    return entry.name.endsWith('.ts') && !/\.(spec|test)\.ts$/.test(entry.name) ? [path] : []
  })
}

/** Every entry that any source declares. A type of the same name in two files counts with the names of both. */
export function entryNames(sources: ReadonlyMap<string, string>): EntryNames[] {
  const programs = [...sources].map(([file, text]) => parseSync(file, text).program as unknown as Node)
  const types = new Map<string, Node[]>()
  for (const program of programs)
    walk(program, node => {
      if (node.type !== 'TSTypeAliasDeclaration' && node.type !== 'TSInterfaceDeclaration') return
      const { name } = node.id as { name: string }
      types.set(name, [...(types.get(name) ?? []), node])
    })
  const entries: EntryNames[] = []
  for (const program of programs)
    walk(program, node => {
      const [first, ...parts] = argumentsOf(node, 'EntryDraft')
      const literal = (first?.literal as { value?: unknown } | undefined)?.value
      if (typeof literal === 'string') entries.push({ type: literal, names: namesIn(parts, types) })
    })
  return entries
}

/** Entry types that some fold has a case for: what `entryNames` must have found, or it did not look well. */
export function foldedTypes(sources: ReadonlyMap<string, string>): string[] {
  const found = [...sources.values()].flatMap(text => [...text.matchAll(/case '([a-z]+\.[a-z_]+)':/g)])
  return [...new Set(found.map(([, type]) => type as string))]
}

function argumentsOf(node: Node, name: string): Node[] {
  if (node.type !== 'TSTypeReference' || (node.typeName as { name?: string }).name !== name) return []
  return ((node.typeArguments as { params?: Node[] } | null)?.params ?? []) as Node[]
}

/** Names of properties in these types, through aliases, interfaces, intersections and mapped types. */
function namesIn(nodes: readonly Node[], types: ReadonlyMap<string, readonly Node[]>): string[] {
  const names = new Set<string>()
  const seen = new Set<string>()
  const look = (root: unknown) =>
    walk(root, node => {
      if (node.type === 'TSPropertySignature') names.add(keyOf(node.key as Node))
      const referred = (node.typeName as { name?: string } | undefined)?.name
      if (node.type !== 'TSTypeReference' || referred === undefined || seen.has(referred)) return
      seen.add(referred)
      for (const type of types.get(referred) ?? []) look(type.typeAnnotation ?? type.body)
    })
  look(nodes)
  return [...names]
}

/** `camera` or `'camera'`. */
function keyOf({ name, value }: Node): string {
  return String(name ?? value)
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const child of node) walk(child, visit)
  else if (node && typeof node === 'object') {
    visit(node as Node)
    for (const child of Object.values(node)) walk(child, visit)
  }
}
