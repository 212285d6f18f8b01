import { findIncidentType, grades, incidentTypes } from '@kuaiji/catalog'
import { GradeMark, Segments, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useMemo } from 'react'
import css from './call-panel.module.css'

export interface NewIncidentForm {
  readonly type: string | undefined
  /** Left out, the type decides. */
  readonly grade: number | undefined
  readonly address: string
  readonly description: string
}

/** Type and grade: the cursor starts in the type, and the type brings its grade. */
export function NewIncident({
  form,
  onChange,
}: {
  form: NewIncidentForm
  onChange: (form: NewIncidentForm) => void
}) {
  const { t, say } = useText()
  const byType = findIncidentType(form.type ?? '')?.grade
  const options = useMemo(
    () =>
      incidentTypes.map(row => ({
        value: row.code,
        label: row.label,
        mark: <GradeMark grade={row.grade} size={14} label="" />,
      })),
    [],
  )
  return (
    <>
      <Look>
        <Choice
          label={t('incident.type')}
          placeholder={t('incident.type_hint')}
          value={form.type}
          options={options}
          autoFocus
          onChange={type => onChange({ ...form, type, grade: undefined })}
        />
      </Look>
      <div className={css.grades}>
        <Segments
          legend={t('incident.grade')}
          value={form.grade ?? byType}
          options={grades.map(row => ({
            value: row.grade as number,
            label: <GradeMark grade={row.grade} size={18} label={say(row.name)} />,
          }))}
          onChange={grade => onChange({ ...form, grade })}
        />
        <p className={css.meaning}>
          {(form.grade ?? byType) === undefined
            ? t('incident.grade_hint')
            : say(grades[(form.grade ?? byType ?? 4) - 1]!.meaning)}
        </p>
      </div>
    </>
  )
}
