import { Empty, useText } from '@kuaiji/ui'
import { Link } from '@tanstack/react-router'
import css from './shell.module.css'

export function NotFound() {
  const { t } = useText()
  return (
    <div className={css.notFound}>
      <Empty title={t('state.no_page')}>
        <Link to="/">{t('shell.home')}</Link>
      </Empty>
    </div>
  )
}
