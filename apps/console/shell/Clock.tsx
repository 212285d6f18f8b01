import { bureauClock, formatTime, useBureauNow, useText } from '@kuaiji/ui'
import css from './shell.module.css'

/** The bureau's time in its own zone; a simulated clock says so, and how fast it runs. */
export function Clock() {
  const { t } = useText()
  const now = useBureauNow()
  const { simulated, speed } = bureauClock()
  return (
    <div className={css.clock}>
      {simulated && (
        <span className={css.simulated} title={t('shell.simulated_hint')}>
          {speed === 1 ? t('shell.demonstration') : t('shell.simulated', { speed })}
        </span>
      )}
      <time dateTime={new Date(now).toISOString()}>
        <span className={css.date}>{formatTime(now, 'day')}</span>
        <b>{formatTime(now, 'second')}</b>
      </time>
    </div>
  )
}
