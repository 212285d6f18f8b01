import { allowSingleKeys, Dialog, Key, useSheets, useSingleKeys, useText } from '@kuaiji/ui'
import css from './shell.module.css'

/** What the keys do here and now, read from the bindings themselves. */
export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const sheets = useSheets()
  const allowed = useSingleKeys()
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <div className={css.sheets}>
        {sheets.map(sheet => (
          <section key={sheet.title}>
            <h3>{sheet.title}</h3>
            <dl>
              {sheet.bindings
                .filter(binding => binding.does !== undefined)
                .map(binding => (
                  <div key={binding.keys}>
                    <dt>
                      {binding.keys.split(' ').map(key => (
                        <Key key={key}>{keyName(key)}</Key>
                      ))}
                    </dt>
                    <dd>{binding.does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <label className={css.single}>
        <input type="checkbox" checked={allowed} onChange={event => allowSingleKeys(event.target.checked)} />
        {t('keys.single')}
      </label>
    </Dialog>
  )
}

const names: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Enter: 'Enter',
  Escape: 'Esc',
  'mod+Enter': 'Ctrl Enter',
}

function keyName(key: string): string {
  return names[key] ?? key.toUpperCase()
}
