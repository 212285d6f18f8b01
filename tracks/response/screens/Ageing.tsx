import { formatSpan, formatTime, secondsBetween, useBureauNow, useText } from '@kuaiji/ui'
import type { IncidentItem } from '../shape.ts'
import css from './board.module.css'
import { alertSeconds, isUnassigned } from './order.ts'

/** Age of an incident. While nobody is sent, a line fills towards the grade's limit, and past it the age is boxed. */
export function Ageing({ incident }: { incident: IncidentItem }) {
  const { t } = useText()
  const now = useBureauNow()
  const age = Math.max(0, secondsBetween(incident.openedAt, now))
  const limit = alertSeconds(incident.grade)
  const watched = isUnassigned(incident)
  const late = watched && age >= limit
  return (
    <span className={css.ageing} data-late={late} title={formatTime(incident.openedAt, 'full')}>
      <time dateTime={incident.openedAt}>{formatSpan(age)}</time>
      {late && <span className={css.late}>{t('incident.late', { span: formatSpan(age - limit) })}</span>}
      {watched && !late && (
        <span className={css.fill} aria-hidden="true">
          <i style={{ width: `${Math.min(100, (age / limit) * 100)}%` }} />
        </span>
      )}
    </span>
  )
}
