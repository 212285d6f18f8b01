import '@fontsource-variable/jetbrains-mono/wght.css'
import css from './proof.module.css'

/** Text to be copied to the letter: notes, keys, commands. */
export function Verbatim({ children }: { children: string }) {
  return <pre className={css.verbatim}>{children}</pre>
}
