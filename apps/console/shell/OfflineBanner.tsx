import { useLive, useText } from '@kuaiji/ui'
import { useEffect } from 'react'
import { liveStream } from '../live.ts'
import { lastHeard } from './ConnectionMark.tsx'
import css from './shell.module.css'

/** While the server is away the last picture stays, greyed, under a sentence that says from when it is. */
export function OfflineBanner() {
  const { t } = useText()
  const { connection, heardAt } = useLive(liveStream())
  const offline = connection === 'offline'
  useEffect(() => {
    document.documentElement.toggleAttribute('data-offline', offline)
    return () => document.documentElement.removeAttribute('data-offline')
  }, [offline])
  if (!offline) return null
  return (
    <div className={css.offline} role="alert">
      <b>{t('connection.offline_title')}</b>
      <span>{t('connection.offline_since', { time: lastHeard(heardAt) })}</span>
    </div>
  )
}
