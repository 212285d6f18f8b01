import { fetchText, logSource, parseVerifier, writeLog } from '@kuaiji/ledger/tree'
import type { Command } from 'commander'
import { answer, type Finding } from './answer.ts'
import { progress } from './progress.ts'
import { defaultServerUrl } from './server-url.ts'

interface ExportFlags {
  readonly log: string
  readonly from?: string
  readonly key?: string
  readonly json?: boolean
}

/** `kuaiji export --log DIR`: the published log of a running server as a folder that `kuaiji verify --log` reads. */
export function exportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'copy a running server’s log into a folder in the C2SP tlog-tiles layout, and verify the copy',
    )
    .requiredOption('--log <dir>', 'folder to write; an earlier export in it is continued')
    .option('--from <url>', 'server; by default the one of this folder')
    .option('--key <verifier key>', 'the log’s key; without it the server is trusted')
    .option('--json', 'one JSON document on standard output')
    .action((flags: ExportFlags) => answer('export', flags.json === true, () => exportLog(flags)))
}

async function exportLog(flags: ExportFlags): Promise<Finding> {
  const server = (flags.from ?? (await defaultServerUrl())).replace(/\/+$/, '')
  const log = parseVerifier(flags.key ?? (await fetchText(`${server}/ledger/key`, 10_000)))
  const show = progress(`exporting ${server}/ledger`)
  const report = await writeLog(logSource(`${server}/ledger`), flags.log, {
    log,
    onProgress: ({ files, total }) => show(files, total),
  })
  const trusted = flags.key === undefined ? 'server' : 'key'
  const { origin, size, written, kept } = report
  const sentence = `${origin}: ${size} entries in ${flags.log}, ${written} files written, ${kept} kept; the copy holds`
  return { sentence, report: { folder: flags.log, ...report, trusted } }
}
