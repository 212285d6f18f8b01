import { type ReactNode, useId } from 'react'
import css from './parts.module.css'

/** A labelled field; the child gets the id and the class of a control. */
export function Field({
  label,
  hint,
  className,
  children,
}: {
  label: string
  hint?: ReactNode
  className?: string | undefined
  children: (control: { id: string; className: string | undefined }) => ReactNode
}) {
  const id = useId()
  return (
    <div className={[css.field, className].filter(Boolean).join(' ')}>
      <label htmlFor={id}>{label}</label>
      {children({ id, className: css.input })}
      {hint && <span className={css.hint}>{hint}</span>}
    </div>
  )
}
