import { Button, type Label, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'
import css from './call-panel.module.css'

/** A call that becomes no incident ends with a result. */
export function CallClosing({
  results,
  busy,
  onClose,
}: {
  results: readonly { readonly code: string; readonly label: Label }[]
  busy: boolean
  onClose: (result: string) => void
}) {
  const { t } = useText()
  const [result, setResult] = useState<string>()
  return (
    <div className={css.closing}>
      <Look>
        <Choice
          label={t('call.result')}
          value={result}
          options={results.map(row => ({ value: row.code, label: row.label }))}
          autoFocus
          onChange={setResult}
        />
      </Look>
      <Button
        busy={busy}
        disabled={result === undefined}
        onClick={() => result !== undefined && onClose(result)}
      >
        {t('call.close_with_result')}
      </Button>
    </div>
  )
}
