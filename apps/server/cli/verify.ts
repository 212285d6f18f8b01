import { readFile } from 'node:fs/promises'
import {
  fetchText,
  LogFault,
  type LogReport,
  logSource,
  parseVerifier,
  type ReceiptReport,
  type Verifier,
  verifyLog,
  verifyReceipt,
} from '@kuaiji/ledger/tree'
import type { Command } from 'commander'
import { answer, type Finding } from './answer.ts'
import { progress } from './progress.ts'
import { defaultServerUrl } from './server-url.ts'

interface VerifyFlags {
  readonly log?: string
  readonly key?: string
  readonly origin?: string
  readonly witness?: readonly string[]
  readonly since?: string
  readonly receipt?: string
  readonly json?: boolean
}

/** `kuaiji verify`: a running server's log, any C2SP tlog-tiles log, or a receipt. Exits 0 only when all holds. */
export function verifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'compute a log again from its entries and compare it with what it signed, or check a receipt',
    )
    .argument('[url]', 'running Kuaiji server; by default the one of this folder')
    .option('--log <dir or url>', 'any C2SP tlog-tiles log: an export folder or an address')
    .option('--key <verifier key>', 'the log’s key, name+id+base64; without it the server is trusted')
    .option('--origin <origin>', 'the log’s origin, when it is not the key’s name')
    .option('--witness <verifier key...>', 'keys of witnesses whose cosignatures are checked too')
    .option('--since <checkpoint file>', 'an older checkpoint that the log must extend')
    .option('--receipt <file>', 'a receipt instead of a log')
    .option('--json', 'one JSON document on standard output')
    .action((url: string | undefined, flags: VerifyFlags) =>
      answer('verify', flags.json === true, () =>
        flags.receipt === undefined ? checkLog(url, flags) : checkReceipt(flags.receipt, url, flags),
      ),
    )
}

async function checkLog(url: string | undefined, flags: VerifyFlags): Promise<Finding> {
  if (url !== undefined && flags.log !== undefined)
    throw new Error('give a server address or --log, not both')
  const server = flags.log === undefined ? (url ?? (await defaultServerUrl())).replace(/\/+$/, '') : undefined
  const source = logSource(flags.log ?? `${server}/ledger`)
  const log = flags.key === undefined ? await findKey(server) : parseVerifier(flags.key)
  const show = progress(`verifying ${source.name}`)
  const report = await verifyLog(source, {
    ...(log === undefined ? {} : { log }),
    ...(flags.origin === undefined ? {} : { origin: flags.origin }),
    ...(flags.since === undefined ? {} : { olderCheckpoint: await readFile(flags.since, 'utf8') }),
    witnesses: (flags.witness ?? []).map(parseVerifier),
    onProgress: ({ entries, size }) => show(entries, size),
  })
  const trusted = flags.key === undefined ? 'server' : 'key'
  return {
    sentence: logSentence({ ...report, trusted }),
    report: { source: source.name, ...report, trusted },
  }
}

/** The key as the server says it; trusting that is up to whoever gave no --key. */
async function findKey(server: string | undefined): Promise<Verifier | undefined> {
  return server === undefined ? undefined : parseVerifier(await fetchText(`${server}/ledger/key`, 10_000))
}

function logSentence({ origin, size, root, trusted, signedBy, extendsSize }: LogReport): string {
  const trust =
    trusted === 'key'
      ? `signed by ${signedBy.join(', ')}`
      : signedBy.length > 0
        ? `signed by ${signedBy.join(', ')} with the key that the server itself named: the server was trusted (give --key)`
        : 'the signature was not checked, for no key was given: the server was trusted (give --key)'
  const older = extendsSize === undefined ? '' : `\nit extends the older checkpoint of ${extendsSize} entries`
  return `${origin}: all ${size} entries, every tile and the root ${root} hold\n${trust}${older}`
}

async function checkReceipt(path: string, url: string | undefined, flags: VerifyFlags): Promise<Finding> {
  const file = parseJson(await readFile(path, 'utf8'), path)
  const server = (url ?? (await defaultServerUrl())).replace(/\/+$/, '')
  const log = flags.key === undefined ? await findKey(server) : parseVerifier(flags.key)
  const report = verifyReceipt(file, {
    ...(log === undefined ? {} : { log }),
    witnesses: (flags.witness ?? []).map(parseVerifier),
  })
  const trusted = flags.key === undefined ? 'server' : 'key'
  return { sentence: receiptSentence({ ...report, trusted }), report: { source: path, ...report, trusted } }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new LogFault('malformed', `${path} is not JSON`)
  }
}

function receiptSentence(
  receipt: Omit<ReceiptReport, 'trusted'> & { readonly trusted: 'key' | 'server' },
): string {
  const { origin, state, recordedAt, index, size, trusted } = receipt
  const held = `${origin} has signed that it recorded this entry at ${recordedAt}`
  const place =
    state === 'included'
      ? `it is entry ${index} of the log of ${size} entries`
      : 'pending: the receipt does not yet carry a proof that the log holds it'
  const trust =
    trusted === 'key' ? '' : '\nthe key came from the server itself, which was trusted (give --key)'
  return `${held}\n${place}${trust}`
}
