/** A line on standard error that says how far a long command is: rewritten on a terminal, else one line a tenth. */
export function progress(what: string): (done: number, total: number) => void {
  const { isTTY } = process.stderr
  let shownAt = 0
  let shownTenth = 0
  return (done, total) => {
    const now = performance.now()
    const tenth = Math.floor((10 * done) / total)
    if (isTTY ? now - shownAt < 100 && done < total : tenth === shownTenth) return
    shownAt = now
    shownTenth = tenth
    const line = `${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
    process.stderr.write(isTTY ? `\r${line}${done === total ? '\n' : ''}` : `${line}\n`)
  }
}
