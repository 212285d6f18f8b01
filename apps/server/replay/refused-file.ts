import { rename, rm, writeFile } from 'node:fs/promises'
import type { RefusedRow } from './recorded-call.ts'

/** Every refused row with its reason, by line: `line,id,code,sentence`. Written whole or not at all. */
export async function writeRefused(file: string, refused: readonly RefusedRow[]): Promise<void> {
  const rows = [...refused].sort((a, b) => a.line - b.line)
  const lines = rows.map(({ line, id, code, sentence }) => [line, id, code, sentence].map(quoted).join(','))
  const part = `${file}.part`
  try {
    await writeFile(part, `${['line,id,code,sentence', ...lines].join('\n')}\n`)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw new Error(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** RFC 4180. */
function quoted(cell: string | number): string {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
