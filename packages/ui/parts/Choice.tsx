import { Select } from 'antd'
import { type ReactNode, useId } from 'react'
import { initialsOf } from '../text/pinyin.ts'
import { useText } from '../text/text.ts'
import css from './parts.module.css'

export interface Option {
  readonly value: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly mark?: ReactNode
}

/** Picks one code of a catalogue list: type Chinese, English or pinyin initials (`jtsg` finds 交通事故). */
export function Choice({
  label,
  value,
  options,
  onChange,
  placeholder,
  autoFocus,
  id: given,
}: {
  label: string
  value: string | undefined
  options: readonly Option[]
  onChange: (value: string) => void
  placeholder?: string
  autoFocus?: boolean
  id?: string
}) {
  const { say, t } = useText()
  const made = useId()
  const id = given ?? made
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        showSearch={{
          filterOption: (typed, option) => matches(typed, option?.search ?? ''),
          optionFilterProp: 'search',
        }}
        {...(value === undefined ? {} : { value })}
        {...(placeholder === undefined ? {} : { placeholder })}
        autoFocus={autoFocus ?? false}
        onChange={onChange}
        notFoundContent={t('state.no_match')}
        virtual={false}
        // A dialog stands in the browser's top layer: only what is inside it is seen.
        getPopupContainer={field => field.closest('dialog') ?? document.body}
        options={options.map(o => ({
          value: o.value,
          label: (
            <span className={css.option}>
              {o.mark}
              {say(o.label)}
            </span>
          ),
          search: `${o.label.zh} ${initialsOf(o.label.zh)} ${o.label.en.toLowerCase()} ${o.value}`,
        }))}
      />
    </div>
  )
}

function matches(typed: string, search: string): boolean {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(part => search.includes(part))
}
