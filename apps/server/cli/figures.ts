import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { demonstrationPassword } from '@kuaiji/access'
import type { FigureItem, FigureReport } from '@kuaiji/response'
import { type Command, InvalidArgumentError } from 'commander'
import { databaseSettings } from '../database/index.ts'
import { readSettings } from '../settings.ts'
import { answer, type Finding } from './answer.ts'
import { reckonFromEntries } from './figures-again.ts'

interface FiguresFlags {
  readonly year?: number
  readonly url?: string
  readonly token?: string
  readonly again?: boolean
  readonly jurisdiction?: string
  readonly timeZone?: string
  readonly json?: boolean
}

/** `kuaiji figures`: the report of a year from a running server or, when none runs, reckoned from the entries. */
export function figuresCommand(program: Command): void {
  program
    .command('figures')
    .description('the figures of a year, each with numerator, denominator and definition')
    .option('--year <year>', 'this year by default', wholeYear)
    .option('--url <url>', 'running server; by default the one of this folder')
    .option('--token <token>', 'bearer token, else KUAIJI_TOKEN; a demonstration here needs none')
    .option('--again', 'do not ask a server: reckon from the entries in the database, past every view')
    .option('--jurisdiction <code>', 'whose figures, where a database holds several')
    .option('--time-zone <name>', 'whose New Year begins a year, when reckoning from entries')
    .option('--json', 'one JSON document on standard output')
    .action((flags: FiguresFlags) => answer('figures', flags.json === true, () => figures(flags)))
}

async function figures(flags: FiguresFlags): Promise<Finding> {
  const url = flags.again === true ? undefined : (flags.url ?? (await findServer()))
  const { source, report } = url === undefined ? await fromEntries(flags) : await fromServer(url, flags)
  return { sentence: sentenceOf(report, source), report: { source, ...report } }
}

function fromEntries({ year, jurisdiction, timeZone }: FiguresFlags) {
  return reckonFromEntries(databaseSettings(process.env), {
    year,
    jurisdiction,
    timeZone: timeZone ?? readSettings(process.env).timeZone,
  })
}

/** The address a server of this data folder left behind, if one answers there. */
async function findServer(): Promise<string | undefined> {
  const file = join(databaseSettings(process.env).dataFolder, 'server.json')
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const { url } = parse(text, file) as { readonly url?: string }
  if (url === undefined) return undefined
  return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined))
    ? url
    : undefined
}

const patienceMs = 60_000

async function fromServer(address: string, { token: given, year }: FiguresFlags) {
  const source = address.replace(/\/+$/, '')
  const token = given ?? process.env.KUAIJI_TOKEN
  const session = token === undefined ? await signInToDemonstration(source) : undefined
  const authorization = `Bearer ${token ?? session}`
  try {
    const path = year === undefined ? '/api/figures' : `/api/figures?year=${year}`
    return { source, report: (await call(source, 'GET', path, { authorization })) as FigureReport }
  } finally {
    if (session !== undefined) await call(source, 'DELETE', '/api/session', { authorization })
  }
}

/** Only where the password is published and nobody but this machine can use it. */
async function signInToDemonstration(source: string): Promise<string> {
  const { demonstration } = (await call(source, 'GET', '/health')) as { demonstration?: boolean }
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(source).hostname)
  if (demonstration !== true || !isHere)
    throw new Error(`${source} wants to know who asks: give --token or set KUAIJI_TOKEN`)
  const body = { user: 'auditor', password: demonstrationPassword }
  return ((await call(source, 'POST', '/api/session', {}, body)) as { token: string }).token
}

/** The answer, or an error with the sentence of the server's refusal. */
async function call(
  source: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${source}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  }).catch(error => {
    throw new Error(`no server answers at ${source} (${error.cause?.code ?? error.message})`)
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${source}${path}: ${refusalIn(text) ?? `answered ${response.status}`}`)
  return text === '' ? undefined : parse(text, `${source}${path}`)
}

function refusalIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { detail?: string }).detail
  } catch {
    return undefined
  }
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${place} is not JSON`)
  }
}

function sentenceOf({ items, year, jurisdiction, computedAt }: FigureReport, source: string): string {
  const head = `${jurisdiction} ${year}, from ${source}, reckoned at ${computedAt}`
  const width = Math.max(...items.map(({ id }) => id.length))
  return [head, ...items.map(item => lineOf(item, width))].join('\n')
}

function lineOf(
  { id, title, value, unit, numerator, denominator, entries }: FigureItem,
  width: number,
): string {
  const shown = value === null ? 'n/a' : unit === 'count' ? `${value}` : `${value} ${unit}`
  const parts = unit === 'count' ? '' : ` = ${numerator}/${denominator}`
  return `${id.padEnd(width)}  ${shown}${parts}  ${title.zh} ${title.en} (${entries.count} entries)`
}

function wholeYear(text: string): number {
  if (/^(19[7-9]|2[01]\d)\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a year from 1970 to 2199.')
}
