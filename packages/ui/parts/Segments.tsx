import { type ReactNode, useId } from 'react'
import css from './parts.module.css'

/** A few choices side by side, one of which holds: radio buttons underneath, so arrows and readers work. */
export function Segments<V extends string | number>({
  legend,
  value,
  options,
  onChange,
  hideLegend,
}: {
  legend: string
  value: V | undefined
  options: readonly { value: V; label: ReactNode }[]
  onChange: (value: V) => void
  hideLegend?: boolean
}) {
  const name = useId()
  return (
    <fieldset className={css.field}>
      <legend className={hideLegend ? 'seen-by-readers' : css.fieldLabel}>{legend}</legend>
      <div className={css.segments}>
        {options.map(option => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
