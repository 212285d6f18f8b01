import { reasonCodes } from '@kuaiji/catalog'
import { Button, Dialog, formatTime, Pane, useKeys, useSeat, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'
import type { AssignmentItem, IncidentDetail } from '../shape.ts'
import { useCommand } from './command.ts'
import incidentCss from './incident.module.css'
import { milestoneName, reasonName } from './names.ts'
import { isActive, reachedAt, type TrackStep, trackSteps } from './order.ts'
import css from './orders.module.css'
import { nextStepFor } from './steps.ts'

const reasons = reasonCodes
  .filter(r => r.use === 'cancellation')
  .map(r => ({ value: r.code, label: r.label }))

/** The orders of an incident (处警单), each as a track from sent to cleared, with its times and who says so. */
export function Orders({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const { role } = useSeat()
  const active = incident.assignments.filter(isActive)
  const command = useCommand([['incident', incident.id], ['incidents'], ['units']])
  const next = active.find(a => nextStepFor(role, a) !== undefined)

  function reach(assignment: AssignmentItem, type: string, reason?: string): void {
    command.mutate({
      path: `/api/assignments/${assignment.id}/milestones`,
      body: { type, ...(reason === undefined ? {} : { reason }) },
    })
  }

  useKeys(t('order.title'), [
    {
      keys: 'n',
      does: t('keys.next_step'),
      run: () => {
        const step = next && nextStepFor(role, next)
        if (next !== undefined && step !== undefined && !command.isPending) reach(next, step)
      },
    },
  ])

  return (
    <Pane title={t('order.title')} count={active.length} className={css.pane}>
      <ul className={css.orders}>
        {incident.assignments.map(assignment => (
          <Order
            key={assignment.id}
            assignment={assignment}
            first={assignment === next}
            busy={command.isPending}
            onReach={(type, reason) => reach(assignment, type, reason)}
          />
        ))}
      </ul>
    </Pane>
  )
}

function Order({
  assignment,
  first,
  busy,
  onReach,
}: {
  assignment: AssignmentItem
  first: boolean
  busy: boolean
  onReach: (type: string, reason?: string) => void
}) {
  const { t, say } = useText()
  const { role } = useSeat()
  const [cancelling, setCancelling] = useState(false)
  const step = nextStepFor(role, assignment)
  const cancellable =
    isActive(assignment) &&
    assignment.milestones.onSceneAt === null &&
    (role === 'dispatcher' || role === 'commander')
  return (
    <li className={css.order} data-status={assignment.status}>
      <div className={css.who}>
        <b>{assignment.callSign}</b>
        {assignment.deviation !== null && (
          <span>{t('order.deviation', { reason: say(reasonName('deviation', assignment.deviation)) })}</span>
        )}
        {assignment.milestones.cancelledAt !== null && (
          <span>
            {t('order.cancelled', { time: formatTime(assignment.milestones.cancelledAt, 'second') })}
          </span>
        )}
      </div>
      <ol className={css.track}>
        {trackSteps.map(name => (
          <Step key={name} assignment={assignment} step={name} />
        ))}
      </ol>
      <div className={css.act}>
        {step !== undefined && (
          <Button
            small
            look={first ? 'main' : undefined}
            shortcut={first ? 'N' : undefined}
            busy={busy}
            onClick={() => onReach(step)}
          >
            {say(milestoneName(step))}
          </Button>
        )}
        {cancellable && (
          <Button look="quiet" small onClick={() => setCancelling(true)}>
            {t('order.cancel')}
          </Button>
        )}
      </div>
      {cancelling && (
        <Cancelling
          callSign={assignment.callSign}
          onClose={() => setCancelling(false)}
          onCancel={reason => {
            onReach('cancelled', reason)
            setCancelling(false)
          }}
        />
      )}
    </li>
  )
}

function Step({ assignment, step }: { assignment: AssignmentItem; step: TrackStep }) {
  const { t, say } = useText()
  const at = reachedAt(assignment, step)
  const source = assignment.sources[step] ?? 'automatic'
  const name = step === 'assigned' ? t('milestone.assigned') : say(milestoneName(step))
  return (
    <li className={css.step} data-reached={at !== null} data-inferred={at !== null && source === 'inferred'}>
      <span>{name}</span>
      {at === null ? (
        <>
          <span className={css.none} aria-hidden="true">
            —
          </span>
          <span className="seen-by-readers">{t('milestone.not_yet')}</span>
        </>
      ) : (
        <time dateTime={at} title={formatTime(at, 'full')}>
          {formatTime(at, 'second')}
        </time>
      )}
      {at !== null && <small>{t(`source.${source as 'automatic'}`)}</small>}
    </li>
  )
}

function Cancelling({
  callSign,
  onClose,
  onCancel,
}: {
  callSign: string
  onClose: () => void
  onCancel: (reason: string) => void
}) {
  const { t } = useText()
  const [reason, setReason] = useState<string>()
  return (
    <Dialog
      title={t('order.cancel_named', { callSign })}
      onClose={onClose}
      actions={
        <Button look="danger" disabled={reason === undefined} onClick={() => reason && onCancel(reason)}>
          {t('order.cancel')}
        </Button>
      }
    >
      <div className={incidentCss.form}>
        <Look>
          <Choice
            label={t('action.reason')}
            value={reason}
            options={reasons}
            autoFocus
            onChange={setReason}
          />
        </Look>
      </div>
    </Dialog>
  )
}
