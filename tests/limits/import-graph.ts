import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'
import { repository } from '../../apps/server/database/settings.ts'

/** One import as written: where, of what, and whether it vanishes when types are stripped. */
export interface Import {
  /** Path of the importing file from the repository's root. */
  readonly from: string
  /** What the file says: `./call.ts`, `@kuaiji/kernel`, `node:fs`. */
  readonly specifier: string
  /** Path of the imported file where it is one of ours, else the specifier. */
  readonly to: string
  readonly typeOnly: boolean
}

const layers = ['apps', 'packages', 'tracks', 'catalog']

/** Every import of the product's own sources, tests and generated files apart. */
export function readImports(): readonly Import[] {
  const entries = readWorkspaces()
  return layers.flatMap(listSources).flatMap(file => importsOf(file, entries))
}

function listSources(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : listSources(path)
    return /\.tsx?$/.test(entry.name) && !/\.(spec|test)\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** `@kuaiji/kernel/spec` → `packages/kernel/spec.ts`, as each package.json exports it. */
function readWorkspaces(): ReadonlyMap<string, string> {
  const folders = layers.flatMap(layer =>
    layer === 'catalog' ? [layer] : readdirSync(join(repository, layer)).map(name => `${layer}/${name}`),
  )
  const entries = folders.flatMap(folder => {
    const { name, exports = {} } = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'))
    return Object.entries(exports as Record<string, string>).map(
      ([door, file]) => [`${name}${door.slice(1)}`, join(folder, file)] as const,
    )
  })
  return new Map(entries)
}

function importsOf(file: string, workspaces: ReadonlyMap<string, string>): Import[] {
  const { module, program } = parseSync(file, readFileSync(join(repository, file), 'utf8'))
  const found = new Map<string, boolean>()
  const note = (specifier: string, typeOnly: boolean) =>
    found.set(specifier, typeOnly && (found.get(specifier) ?? true))
  for (const { moduleRequest, entries } of module.staticImports) {
    note(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType))
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) note(moduleRequest.value, isType)
  }
  walk(program, node => {
    const source = node.source as { value?: unknown } | undefined
    if (typeof source?.value !== 'string') return
    if (node.type === 'ImportExpression') note(source.value, false)
    if (node.type === 'TSImportType') note(source.value, true)
  })
  return [...found].map(([specifier, typeOnly]) => ({
    from: file,
    specifier,
    to: specifier.startsWith('.')
      ? relative(repository, resolve(repository, dirname(file), specifier))
      : (workspaces.get(specifier) ?? specifier),
    typeOnly,
  }))
}

function walk(node: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) for (const child of node) walk(child, visit)
  else if (node && typeof node === 'object') {
    visit(node as Record<string, unknown>)
    for (const child of Object.values(node)) walk(child, visit)
  }
}

/** `tracks/response/call/call.ts` → `tracks/response`: the unit the import rules speak of. */
export function ownerOf(path: string): string {
  const [layer, name] = path.split('/')
  return layer === 'catalog' ? 'catalog' : `${layer}/${name}`
}
