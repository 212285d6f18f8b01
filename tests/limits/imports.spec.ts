import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Import, ownerOf, readImports } from './import-graph.ts'

const imports = readImports()

const said = (wrong: readonly Import[]) => wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)
const within = (path: string, ...layers: string[]) => layers.some(layer => path.startsWith(`${layer}/`))

describe('the layers', () => {
  it('are read whole', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('packages and catalogue import neither tracks nor apps', () => {
    expect(
      said(
        imports.filter(({ from, to }) => within(from, 'packages', 'catalog') && within(to, 'tracks', 'apps')),
      ),
    ).toEqual([])
  })

  it('a track imports neither another track nor an app', () => {
    const astray = ({ from, to }: Import) =>
      within(from, 'tracks') &&
      (within(to, 'apps') || (within(to, 'tracks') && ownerOf(to) !== ownerOf(from)))
    expect(said(imports.filter(astray))).toEqual([])
  })

  it('a package is entered by the door its package.json opens, not by path', () => {
    const aroundTheDoor = ({ from, to, specifier }: Import) =>
      specifier.startsWith('.') &&
      within(to, 'apps', 'packages', 'tracks', 'catalog') &&
      ownerOf(to) !== ownerOf(from)
    expect(said(imports.filter(aroundTheDoor))).toEqual([])
  })

  it('nothing imports itself in a circle', () => {
    expect(findCircles(imports.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })
})

describe('decisions are pure', () => {
  /** `call/call.ts` and every `rules.ts`: what a command decides and what the law says. */
  const isDecision = (path: string) =>
    within(path, 'tracks') &&
    (basename(path) === 'rules.ts' || basename(path, '.ts') === basename(dirname(path)))

  it('and reach no file, network, database or clock', () => {
    const values = imports.filter(({ typeOnly }) => !typeOnly)
    const roots = [...new Set(imports.map(({ from }) => from).filter(isDecision))]
    const reached = reachableFrom(roots, values)
    const own = values.filter(({ from }) => reached.has(from) && within(from, 'tracks', 'catalog'))
    expect(roots).not.toEqual([])
    expect(said(own.filter(({ to }) => !within(to, 'tracks', 'catalog', 'packages/kernel')))).toEqual([])
  })
})

function reachableFrom(roots: readonly string[], edges: readonly Import[]): ReadonlySet<string> {
  const reached = new Set(roots)
  for (const path of reached) for (const { from, to } of edges) if (from === path) reached.add(to)
  return reached
}

/** Each circle once, as the path that closes it. */
function findCircles(edges: readonly Import[]): readonly string[] {
  const next = Map.groupBy(edges, ({ from }) => from)
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path) || trail.includes(path)) return
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) visit(path, [])
  return circles
}
