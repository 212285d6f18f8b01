import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { databaseSettings } from '../database/index.ts'
import { showBar } from '../replay/bar.ts'
import { replay } from '../replay/replay.ts'
import { reportSentence } from '../replay/report.ts'
import { answer, type Finding } from './answer.ts'

interface ReplayFlags {
  readonly calls: string
  readonly roads: string
  readonly deployment?: string
  readonly units?: number
  readonly limit?: number
  readonly out?: string
  readonly timeZone: string
  readonly json?: boolean
}

const unitsMax = 1000

/** `kuaiji replay`: recorded calls through the public commands, on a ledger of their own. */
export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description('replay recorded police calls through the public commands on a real road network')
    .requiredOption('--calls <csv>', 'table of recorded calls, .gz or plain')
    .addOption(new Option('--format <format>', 'whose table it is').choices(['nypd']).makeOptionMandatory())
    .requiredOption(
      '--roads <path>',
      'graph file, or folder with nodes.csv.gz and arcs.csv.gz, or OpenStreetMap file',
    )
    .addOption(
      new Option(
        '--deployment <csv>',
        'where units are posted: lon,lat[,units], or index,stationIndex with stations.csv beside it',
      ).conflicts('units'),
    )
    .option(
      '--units <n>',
      'without a deployment: so many units, spread evenly; 40 by default',
      wholeUpTo(unitsMax),
    )
    .option('--limit <n>', 'only the first rows', wholeUpTo(Number.MAX_SAFE_INTEGER))
    .option('--out <folder>', 'folder for ledger, log and refused rows; an earlier replay in it is continued')
    .option('--time-zone <name>', 'zone of the table’s local times', 'America/New_York')
    .option('--json', 'one JSON document on standard output')
    .action((flags: ReplayFlags) => answer('replay', flags.json === true, () => replayCalls(flags)))
}

async function replayCalls({ json: _, out, ...flags }: ReplayFlags): Promise<Finding> {
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const show = showBar('replaying')
  try {
    const report = await replay({
      ...flags,
      out: resolve(out ?? defaultFolder(new Date())),
      signal: interrupt.signal,
      onProgress: (done, total, now) => show(done, total, now.toISOString().slice(0, 10)),
    })
    const ok = report.mismatches === 0
    if (!ok) process.exitCode = 1
    return { sentence: reportSentence(report), report: { ok, ...report } }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
  }
}

function defaultFolder(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\..*/g, '')
  return resolve(databaseSettings(process.env).dataFolder, 'replay', stamp)
}

function wholeUpTo(most: number): (text: string) => number {
  return text => {
    const n = Number(text)
    if (/^\d+$/.test(text) && n >= 1 && n <= most) return n
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most.toLocaleString('en')}.`)
  }
}
