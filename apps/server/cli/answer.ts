import type { LogFault } from '@kuaiji/ledger/tree'

/** What a command found: `sentence` for people, the rest for scripts. */
export interface Finding {
  readonly sentence: string
  readonly report: Readonly<Record<string, unknown>>
}

/** Runs a command and prints what it found, or one sentence and exit code 1. */
export async function answer(command: string, json: boolean, run: () => Promise<Finding>): Promise<void> {
  try {
    const { sentence, report } = await run()
    console.log(json ? JSON.stringify({ ok: true, ...report }) : sentence)
  } catch (error) {
    const { message: sentence = String(error), code = 'failed', entry } = error as Partial<LogFault>
    if (json) console.log(JSON.stringify({ ok: false, code, sentence, entry }))
    console.error(`kuaiji ${command}: ${sentence}`)
    process.exitCode = 1
  }
}
