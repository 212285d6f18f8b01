import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(path => path !== '' && existsSync(join(root, path)))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const documents = tracked.filter(path => path.endsWith('.md'))

describe('documents', () => {
  it.each(documents)('%s has no dead link', path => {
    const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!)
    const dead = links
      .filter(link => !/^(https?:|#|mailto:)/.test(link))
      .filter(link => !existsSync(join(root, dirname(path), link.split('#')[0]!)))
    expect(dead).toEqual([])
  })

  it('are short: two pages each at the root, half a page per decision', () => {
    const lines = (path: string) => read(path).split('\n').length
    const long = documents.filter(path => lines(path) > (path.startsWith('docs/decisions/') ? 40 : 130))
    expect(long).toEqual([])
  })

  it('number their decisions without gaps', () => {
    const numbers = documents.flatMap(path => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? []).sort()
    expect(numbers).toEqual(numbers.map((_, i) => String(i + 1).padStart(4, '0')))
  })

  it('list every environment variable that the product reads, and no other', () => {
    const sources = tracked.filter(path => /^(apps|packages|tracks|tests|scripts)\/.*\.(ts|mjs)$/.test(path))
    const named = new Set(
      sources.flatMap(path => read(path).match(/\b(KUAIJI_[A-Z_]+|DATABASE_[A-Z_]*URL)\b/g) ?? []),
    )
    const listed = new Set(
      read('docs/operate/settings.md').match(/\b(KUAIJI_[A-Z_]+|DATABASE_[A-Z_]*URL)\b/g) ?? [],
    )
    expect([...named].filter(name => !listed.has(name)).sort()).toEqual([])
    expect([...listed].filter(name => !named.has(name)).sort()).toEqual([])
  })

  it('speak of entries, not events', () => {
    const glossary = read('GLOSSARY.md')
    for (const word of 'record entry command actor unit rule deadline task referral document access view'.split(
      ' ',
    ))
      expect(glossary).toMatch(new RegExp(`^\\| ${word} \\|`, 'm'))
  })
})

describe('sources', () => {
  it('stay under 400 lines; tests, which are lists, may be longer', () => {
    const code = tracked.filter(path =>
      /^(apps|packages|tracks|catalog|scripts|bench)\/.*\.(ts|tsx|mjs|sql)$/.test(path),
    )
    const own = code.filter(path => !/\.(spec|test)\.tsx?$|schema\.sql$/.test(path))
    expect(own.length).toBeGreaterThan(300)
    expect(own.filter(path => read(path).split('\n').length > 401)).toEqual([])
  })
})
