import { formatTime, useLive, useText } from '@kuaiji/ui'
import { liveStream } from '../live.ts'
import css from './shell.module.css'

/** Whether what is on the screen is what the server knows: by shape, word and colour. */
export function ConnectionMark() {
  const { t } = useText()
  const { connection, leafIndex } = useLive(liveStream())
  const place = leafIndex === undefined ? '' : t('connection.leaf', { leafIndex })
  return (
    <div className={css.connection} data-state={connection} role="status" title={place}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {connection === 'live' ? (
          <circle cx="6" cy="6" r="4" fill="currentColor" />
        ) : connection === 'offline' ? (
          <path d="M2 2 10 10M10 2 2 10" stroke="currentColor" strokeWidth="2" />
        ) : (
          <circle
            cx="6"
            cy="6"
            r="4"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeDasharray="6 3"
          />
        )}
      </svg>
      {t(`connection.${connection}`)}
    </div>
  )
}

/** Bureau time at which the line went quiet, for the banner. */
export function lastHeard(heardAt: number | undefined): string {
  return heardAt === undefined ? '—' : formatTime(heardAt, 'second')
}
