import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { repository } from '../apps/server/database/settings.ts'
import { sharedData } from '../tests/setup/shared-data.ts'
import { type Outcome, type Report, readReport, summary } from './test-report.ts'

/**
 * `npm test [PART …]`: every check and every test, one after the other in order of cost, and as the last line
 * `N passed, N failed`. Parts: checks, spec, db, faults, journeys.
 */
const parts = process.argv.slice(2)
const wanted = (part: string) => parts.length === 0 || parts.includes(part)

const checks: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['biome', 'check', '.']],
  ['types', ['tsc', '--noEmit']],
  ['dead code', ['knip']],
  ['duplicates', ['jscpd']],
]

const bin = join(repository, 'node_modules/.bin')
const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), bin, process.env.PATH].join(delimiter),
}

async function main(): Promise<number> {
  const outcomes: Outcome[] = []
  if (wanted('checks')) for (const [name, words] of checks) outcomes.push(await check(name, words))
  // Two price classes share both processors; what kills processes or drives a browser has them to itself.
  for (const projects of [['spec', 'db'], ['faults'], ['journeys']]) {
    const chosen = projects.filter(wanted)
    if (chosen.length === 0) continue
    if (chosen.includes('journeys'))
      outcomes.push(await check('console builds', [process.execPath, 'scripts/build.ts']))
    outcomes.push(...(await test(chosen)))
  }
  process.stdout.write(`\n${summary(outcomes)}\n`)
  return outcomes.some(({ state }) => state === 'failed') ? 1 : 0
}

/** A check is silent when it holds; otherwise its own words are shown. */
async function check(name: string, words: readonly string[]): Promise<Outcome> {
  const began = performance.now()
  const { code, output } = await run(words, 'pipe')
  const state = code === 0 ? 'passed' : 'failed'
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(
    `${state === 'passed' ? '✓' : '✗'} ${name} ${seconds} s\n${state === 'passed' ? '' : output}`,
  )
  return { name, state }
}

async function test(projects: readonly string[]): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kuaiji-report-'))
  const file = join(folder, 'report.json')
  const words = ['vitest', 'run', '--passWithNoTests', '--reporter=default', '--reporter=json']
  try {
    const { code } = await run(
      [...words, `--outputFile.json=${file}`, ...projects.flatMap(project => ['--project', project])],
      'inherit',
    )
    const report = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Report) : undefined
    return readReport(report, { project: projects.join(' and '), code, strict: isStrict() })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Where the data lies beside the checkout, CI may not pass by leaving out the tests that need it. */
const isStrict = () => Boolean(process.env.CI) && process.env.CI !== 'false' && sharedData !== undefined

function run(
  [program = '', ...words]: readonly string[],
  stdio: 'pipe' | 'inherit',
): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    const child = spawn(program, words, {
      cwd: repository,
      env: stdio === 'pipe' ? { ...environment, NO_COLOR: '1' } : environment,
      stdio: ['ignore', stdio, stdio],
    })
    let output = ''
    const keep = (text: Buffer) => {
      output += text
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', error => resolve({ code: 1, output: `${program}: ${error.message}\n` }))
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
}

process.exitCode = await main()
