import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useText } from '../text/text.ts'
import { Button } from './Button.tsx'
import css from './parts.module.css'

/** The browser's own dialog: it keeps the focus, gives it back, and closes on Escape. */
export function Dialog({
  title,
  onClose,
  children,
  actions,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  actions?: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { t } = useText()
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    // The browser would begin at the button that closes it; a person begins with what it asks.
    body.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }, [])
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onClose={onClose}>
      <header className={css.dialogHead}>
        <h2 id={id}>{title}</h2>
        <Button look="quiet" small onClick={() => dialog.current?.close()} shortcut="Esc">
          {t('action.dismiss')}
        </Button>
      </header>
      <div ref={body} className={css.dialogBody}>
        {children}
      </div>
      {actions && <footer className={css.dialogFoot}>{actions}</footer>}
    </dialog>
  )
}
