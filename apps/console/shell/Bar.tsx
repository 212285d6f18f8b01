import { Button, Key, useText, Wordmark } from '@kuaiji/ui'
import { Link } from '@tanstack/react-router'
import { pagesOf } from '../pages.ts'
import type { SessionUser } from '../session.ts'
import { Clock } from './Clock.tsx'
import { ConnectionMark } from './ConnectionMark.tsx'
import css from './shell.module.css'
import { UserMenu } from './UserMenu.tsx'

export function Bar({
  user,
  onHelp,
  onCommand,
}: {
  user: SessionUser
  onHelp: () => void
  onCommand: () => void
}) {
  const { t } = useText()
  return (
    <header className={css.bar}>
      <Link to="/" className={css.mark} aria-label={t('shell.home')}>
        <Wordmark height={19} />
      </Link>
      <nav aria-label={t('shell.pages')} className={css.pages}>
        {pagesOf(user.role).map(page => (
          <Link key={page.to} to={page.to} activeProps={{ 'aria-current': 'page' }}>
            {t(page.name)}
          </Link>
        ))}
      </nav>
      <button type="button" className={css.command} onClick={onCommand}>
        <span>{t('command.placeholder')}</span>
        <Key>/</Key>
      </button>
      <div className={css.right}>
        <ConnectionMark />
        <Clock />
        <Button look="quiet" small onClick={onHelp} aria-label={t('keys.help')} title={t('keys.help')}>
          ?
        </Button>
        <UserMenu user={user} />
      </div>
    </header>
  )
}
