import { grades, reasonCodes } from '@kuaiji/catalog'
import { Button, Dialog, GradeMark, Segments, useSeat, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'
import type { IncidentDetail } from '../shape.ts'
import { useCommand } from './command.ts'
import css from './incident.module.css'

const reasons = reasonCodes.filter(r => r.use === 'regrade').map(r => ({ value: r.code, label: r.label }))

/** The grade is changed with a reason, and both grades stay on record. */
export function Regrade({ incident }: { incident: IncidentDetail }) {
  const { t, say } = useText()
  const { role } = useSeat()
  const command = useCommand([['incident', incident.id], ['incidents'], ['recommendation', incident.id]])
  const [open, setOpen] = useState(false)
  const [grade, setGrade] = useState<number>(incident.grade)
  const [reason, setReason] = useState<string>()
  if (incident.status === 'closed' || (role !== 'dispatcher' && role !== 'commander')) return null

  function regrade(): void {
    command.mutate(
      {
        path: `/api/incidents/${incident.id}/grade`,
        body: { grade, reason },
        done: t('incident.regraded'),
      },
      { onSuccess: () => setOpen(false) },
    )
  }

  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        {t('incident.regrade')}
      </Button>
      {open && (
        <Dialog
          title={t('incident.regrade')}
          onClose={() => setOpen(false)}
          actions={
            <Button
              look="main"
              busy={command.isPending}
              disabled={reason === undefined || grade === incident.grade}
              onClick={regrade}
            >
              {t('action.confirm')}
            </Button>
          }
        >
          <div className={css.form}>
            <Segments
              legend={t('incident.grade')}
              value={grade}
              options={grades.map(row => ({
                value: row.grade as number,
                label: <GradeMark grade={row.grade} size={18} label={say(row.name)} />,
              }))}
              onChange={setGrade}
            />
            <Look>
              <Choice label={t('action.reason')} value={reason} options={reasons} onChange={setReason} />
            </Look>
          </div>
        </Dialog>
      )}
    </>
  )
}
