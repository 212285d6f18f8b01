/** One check or test and how it ended. */
export interface Outcome {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
}

/** The part of Vitest's JSON report that is counted. */
export interface Report {
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

interface Run {
  readonly project: string
  readonly code: number
  /** Skipped tests have failed unless they name a condition of their own, such as "(only as root)". */
  readonly strict: boolean
}

/** Every test of a run, and one failure more when the run itself broke: no report, a file that did not load, a leak. */
export function readReport(report: Report | undefined, { project, code, strict }: Run): readonly Outcome[] {
  if (!report) return [{ name: `${project}: the run ended with ${code} and left no report`, state: 'failed' }]
  const outcomes = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.map(test => outcome(`${test.fullName}`, test.status, strict))
    const unloaded = status === 'failed' && !tests.some(({ state }) => state === 'failed')
    return unloaded ? [...tests, { name: `${name} did not run`, state: 'failed' as const }] : tests
  })
  if (code === 0 || outcomes.some(({ state }) => state === 'failed')) return outcomes
  return [
    ...outcomes,
    { name: `${project}: the run ended with ${code} although its tests passed`, state: 'failed' },
  ]
}

function outcome(name: string, status: string, strict: boolean): Outcome {
  if (status === 'passed') return { name, state: 'passed' }
  if (status === 'failed') return { name, state: 'failed' }
  const allowed = /\(only (?!with shared data)/.test(name)
  return { name, state: strict && !allowed ? 'failed' : 'skipped' }
}

/** What failed and what was left out by name, then the line that is counted. */
export function summary(outcomes: readonly Outcome[]): string {
  const named = (state: Outcome['state']) => outcomes.filter(outcome => outcome.state === state)
  const lines = [
    ...named('skipped').map(({ name }) => `skipped  ${name}`),
    ...named('failed').map(({ name }) => `failed   ${name}`),
  ]
  const skipped = named('skipped').length
  lines.push(
    `${named('passed').length} passed, ${named('failed').length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  )
  return lines.join('\n')
}
