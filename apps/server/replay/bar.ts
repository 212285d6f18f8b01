const cells = 24
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** `replaying ▕██████▍        ▏ 27 %  1,043 of 3,888  2024-02-11`: as many eighths of a cell as are done. */
export function bar(what: string, done: number, total: number, note: string): string {
  const share = total === 0 ? 1 : done / total
  const filled = Math.floor(share * cells * 8)
  const full = '█'.repeat(filled >> 3) + eighths[filled & 7]
  const percent = String(Math.floor(share * 100)).padStart(3)
  const counts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
  return `${what} ▕${full.padEnd(cells)}▏${percent} %  ${counts}  ${note}`
}

/** Shows progress on standard error: a bar on a terminal, else a line every tenth. */
export function showBar(what: string, stream: NodeJS.WriteStream = process.stderr) {
  let shownAt = Number.NEGATIVE_INFINITY
  let shownTenth = 0
  return (done: number, total: number, note: string): void => {
    const now = performance.now()
    const tenth = Math.floor((10 * done) / total)
    if (stream.isTTY ? now - shownAt < 100 && done < total : tenth === shownTenth) return
    shownAt = now
    shownTenth = tenth
    const line = bar(what, done, total, note)
    stream.write(stream.isTTY ? `\r${line}\u001b[K${done === total ? '\n' : ''}` : `${line}\n`)
  }
}
