import { type ReactNode, useId } from 'react'
import css from './parts.module.css'

/** A named part of the screen with a head that stays and a body that scrolls. */
export function Pane({
  title,
  count,
  tools,
  className,
  children,
}: {
  title: string
  count?: ReactNode
  tools?: ReactNode
  className?: string | undefined
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className={[css.pane, className].filter(Boolean).join(' ')} aria-labelledby={id}>
      <header className={css.paneHead}>
        <h2 id={id}>
          {title}
          {count !== undefined && <span className={css.count}> {count}</span>}
        </h2>
        {tools && <div className={css.tools}>{tools}</div>}
      </header>
      <div className={css.paneBody} tabIndex={-1}>
        {children}
      </div>
    </section>
  )
}
