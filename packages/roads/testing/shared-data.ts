import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'

const data = join(process.env.KUAIJI_SHARED ?? join(import.meta.dirname, '../../../../shared'), 'data')

/** Runs a test against reference data where it is at hand; elsewhere it says what is missing. */
export function testWith(path: string, name: string, run: (path: string) => Promise<void>): void {
  const found = join(data, path)
  test(name, { timeout: 60_000 }, async context => {
    if (!existsSync(found)) context.skip(`needs ${path} under KUAIJI_SHARED`)
    await run(found)
  })
}
