import { reasonCodes } from '@kuaiji/catalog'
import { Button, Dialog, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'
import type { Recommendation } from '../shape.ts'
import css from './incident.module.css'

const reasons = reasonCodes.filter(r => r.use === 'deviation').map(r => ({ value: r.code, label: r.label }))

/** Another unit than the recommended one: allowed at once, with a reason that stays on record. */
export function Deviation({
  unit,
  busy,
  onClose,
  onSend,
}: {
  unit: Recommendation['units'][number]
  busy: boolean
  onClose: () => void
  onSend: (reason: string) => void
}) {
  const { t } = useText()
  const [reason, setReason] = useState<string>()
  return (
    <Dialog
      title={t('deviation.title', { callSign: unit.callSign })}
      onClose={onClose}
      actions={
        <Button
          look="main"
          busy={busy}
          disabled={reason === undefined}
          onClick={() => reason !== undefined && onSend(reason)}
        >
          {t('recommendation.send')}
        </Button>
      }
    >
      <div className={css.form}>
        <p>{t('deviation.why')}</p>
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
