import { describe, expect, it } from 'vitest'
import { readReport, summary } from '../../scripts/test-report.ts'

const report = (...tests: readonly (readonly [string, string])[]) => ({
  success: true,
  testResults: [
    {
      name: 'a.test.ts',
      status: tests.some(([, status]) => status === 'failed') ? 'failed' : 'passed',
      assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
    },
  ],
})

const lenient = { project: 'spec', code: 0, strict: false }
const strict = { ...lenient, strict: true }

const lastLine = (...of: Parameters<typeof readReport>) =>
  summary(readReport(...of))
    .split('\n')
    .at(-1)

describe('the count at the end of npm test', () => {
  it('counts what passed, failed and was left out', () => {
    expect(lastLine(report(['a', 'passed'], ['b', 'passed']), lenient)).toBe('2 passed, 0 failed')
    expect(lastLine(report(['a', 'passed'], ['b', 'failed']), { ...lenient, code: 1 })).toBe(
      '1 passed, 1 failed',
    )
    expect(lastLine(report(['a', 'passed'], ['b', 'pending']), lenient)).toBe('1 passed, 0 failed, 1 skipped')
  })

  it('takes a test left out in CI for failed unless it names a condition other than the shared data', () => {
    const left = report(['reads the calls', 'skipped'], ['as another user (only as root)', 'skipped'])
    expect(lastLine(left, strict)).toBe('0 passed, 1 failed, 1 skipped')
    expect(lastLine(report(['reads the calls (only with shared data)', 'skipped']), strict)).toBe(
      '0 passed, 1 failed',
    )
  })

  it('never passes over a file that did not load, a run without report, or an error between tests', () => {
    const unloaded = {
      success: false,
      testResults: [{ name: 'b.test.ts', status: 'failed', assertionResults: [] }],
    }
    expect(lastLine(unloaded, { ...lenient, code: 1 })).toBe('0 passed, 1 failed')
    expect(lastLine(undefined, { ...lenient, code: 137 })).toBe('0 passed, 1 failed')
    expect(lastLine(report(['a', 'passed']), { ...lenient, code: 1 })).toBe('1 passed, 1 failed')
  })
})
