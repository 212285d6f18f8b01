import type { ButtonHTMLAttributes, ReactNode } from 'react'
import css from './parts.module.css'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'main' | 'quiet' | 'danger' | undefined
  small?: boolean | undefined
  /** Shortcut shown on the button; the key itself is bound with useKeys. */
  shortcut?: string | undefined
  /** A command under way: the button waits, and says so. */
  busy?: boolean | undefined
  children: ReactNode
}

export function Button({ look, small, shortcut, busy, children, className, disabled, ...rest }: Props) {
  const names = [css.button, look && css[look], small && css.small, className].filter(Boolean).join(' ')
  return (
    <button type="button" className={names} disabled={disabled || busy} aria-busy={busy} {...rest}>
      {children}
      {shortcut && <Key>{shortcut}</Key>}
    </button>
  )
}

export function Key({ children }: { children: ReactNode }) {
  return (
    <span className={css.kbd} aria-hidden="true">
      {children}
    </span>
  )
}
