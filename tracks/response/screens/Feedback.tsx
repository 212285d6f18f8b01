import { reasonCodes, resultCodes } from '@kuaiji/catalog'
import { Button, Field, Pane, useSeat, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'
import type { IncidentDetail } from '../shape.ts'
import { useCommand } from './command.ts'
import css from './incident.module.css'

const results = resultCodes.map(r => ({ value: r.code, label: r.label }))
const returns = reasonCodes.filter(r => r.use === 'return').map(r => ({ value: r.code, label: r.label }))

/** What the scene tells the desk, and what the duty leader says to it: 已反馈 is not yet 办结. */
export function Feedback({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const { role } = useSeat()
  if (incident.status === 'closed') return null
  if (incident.status === 'final_feedback')
    return (
      <Pane title={t('review.title')} className={css.feedback}>
        {role === 'commander' ? (
          <Review incident={incident} />
        ) : (
          <p className={css.note}>{t('review.waits')}</p>
        )}
      </Pane>
    )
  if (!['dispatcher', 'commander', 'station', 'crew'].includes(role)) return null
  return (
    <Pane title={t('feedback.title')} className={css.feedback}>
      {incident.assignments.length === 0 ? (
        <p className={css.note}>{t('feedback.nobody_sent')}</p>
      ) : (
        <FeedbackForm incident={incident} />
      )}
    </Pane>
  )
}

function FeedbackForm({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const [text, setText] = useState('')
  const [result, setResult] = useState<string>()
  const command = useCommand([['incident', incident.id], ['incidents']])

  function give(final: boolean): void {
    command.mutate(
      {
        path: `/api/incidents/${incident.id}/feedback`,
        body: { final, ...(final ? { result } : {}), ...(text.trim() === '' ? {} : { text: text.trim() }) },
        done: final ? t('feedback.final_given') : t('feedback.first_given'),
      },
      { onSuccess: () => setText('') },
    )
  }

  return (
    <div className={css.feedbackForm}>
      <Field label={t('feedback.text')}>
        {control => (
          <textarea {...control} rows={2} value={text} onChange={event => setText(event.target.value)} />
        )}
      </Field>
      <div className={css.feedbackRow}>
        {incident.status === 'open' && (
          <Button busy={command.isPending} onClick={() => give(false)}>
            {t('feedback.first')}
          </Button>
        )}
        <Look>
          <Choice label={t('feedback.result')} value={result} options={results} onChange={setResult} />
        </Look>
        <Button busy={command.isPending} disabled={result === undefined} onClick={() => give(true)}>
          {t('feedback.final')}
        </Button>
      </div>
    </div>
  )
}

function Review({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const [reason, setReason] = useState<string>()
  const command = useCommand([['incident', incident.id], ['incidents']])
  const decide = (decision: 'close' | 'return') =>
    command.mutate({
      path: `/api/incidents/${incident.id}/review`,
      body: { decision, ...(decision === 'return' ? { reason } : {}) },
      done: decision === 'close' ? t('review.closed') : t('review.returned'),
    })
  return (
    <div className={css.feedbackForm}>
      <p className={css.note}>{t('review.what')}</p>
      {incident.feedback !== null && <blockquote className={css.said}>{incident.feedback}</blockquote>}
      <div className={css.feedbackRow}>
        <Button look="main" busy={command.isPending} onClick={() => decide('close')}>
          {t('review.close')}
        </Button>
        <Look>
          <Choice label={t('review.reason')} value={reason} options={returns} onChange={setReason} />
        </Look>
        <Button busy={command.isPending} disabled={reason === undefined} onClick={() => decide('return')}>
          {t('review.return')}
        </Button>
      </div>
    </div>
  )
}
