import { Button, dismiss, Sign, useNotices, useSpoken, useText } from '@kuaiji/ui'
import css from './shell.module.css'

export function Notices() {
  const { t } = useText()
  const notices = useNotices()
  const spoken = useSpoken()
  return (
    <>
      <div className={css.notices} aria-live="polite" aria-relevant="additions">
        {notices.map(notice => (
          <div key={notice.id} className={css.notice} data-tone={notice.tone}>
            <span className={css.noticeMark}>
              <Sign says={notice.tone === 'good' ? 'yes' : 'note'} />
            </span>
            <p>{notice.text}</p>
            <Button look="quiet" small onClick={() => dismiss(notice.id)} aria-label={t('action.dismiss')}>
              <Sign says="no" size={10} />
            </Button>
          </div>
        ))}
      </div>
      <div className="seen-by-readers" aria-live="polite">
        {spoken.polite}
      </div>
      <div className="seen-by-readers" aria-live="assertive">
        {spoken.assertive}
      </div>
    </>
  )
}
