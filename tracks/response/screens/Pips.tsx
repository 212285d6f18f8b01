import { formatTime, useText } from '@kuaiji/ui'
import type { AssignmentItem } from '../shape.ts'
import { milestoneName, statusName } from './names.ts'
import { reachedAt, trackSteps } from './order.ts'
import css from './pips.module.css'

/** One unit on an incident: its call sign and how far it is, step by step; a hollow step was inferred. */
export function UnitPips({ assignment }: { assignment: AssignmentItem }) {
  const { t, say } = useText()
  const told = trackSteps
    .flatMap(step => {
      const at = reachedAt(assignment, step)
      if (at === null) return []
      const name = step === 'assigned' ? t('milestone.assigned') : say(milestoneName(step))
      return [`${name} ${formatTime(at, 'second')}`]
    })
    .join('\n')
  return (
    <span className={css.unit} data-status={assignment.status} title={told}>
      <b>{assignment.callSign}</b>
      <span className={css.pips} aria-hidden="true">
        {trackSteps.map(step => (
          <i
            key={step}
            data-reached={reachedAt(assignment, step) !== null}
            data-inferred={assignment.sources[step] === 'inferred'}
          />
        ))}
      </span>
      <span className={css.status}>{say(statusName(assignment.status))}</span>
    </span>
  )
}
