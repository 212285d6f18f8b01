import { Button, Dialog, type Label, useText } from '@kuaiji/ui'
import { Choice } from '@kuaiji/ui/choice'
import { Look } from '@kuaiji/ui/look'
import { useState } from 'react'

/** A call that becomes no incident ends with a result. */
export function CallClosing({
  results,
  busy,
  onClose,
  onDismiss,
}: {
  results: readonly { readonly code: string; readonly label: Label }[]
  busy: boolean
  onClose: (result: string) => void
  onDismiss: () => void
}) {
  const { t } = useText()
  const [result, setResult] = useState<string>()
  return (
    <Dialog
      title={t('call.close')}
      onClose={onDismiss}
      actions={
        <Button
          look="main"
          busy={busy}
          disabled={result === undefined}
          onClick={() => result !== undefined && onClose(result)}
        >
          {t('call.close_with_result')}
        </Button>
      }
    >
      <Look>
        <Choice
          label={t('call.result')}
          value={result}
          options={results.map(row => ({ value: row.code, label: row.label }))}
          autoFocus
          onChange={setResult}
        />
      </Look>
    </Dialog>
  )
}
