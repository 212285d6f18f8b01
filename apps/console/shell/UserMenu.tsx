import {
  Button,
  chooseLanguage,
  chooseTheme,
  type Language,
  languages,
  Segments,
  themeChoices,
  useText,
  useThemeChoice,
} from '@kuaiji/ui'
import { useId } from 'react'
import { type SessionUser, signOut } from '../session.ts'
import css from './shell.module.css'

const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' }

/** The seat, its language and its light, and the way out. */
export function UserMenu({ user }: { user: SessionUser }) {
  const { t, language } = useText()
  const theme = useThemeChoice()
  const id = useId()
  return (
    <div className={css.user}>
      <button type="button" popoverTarget={id} className={css.seat}>
        <span>{t(`role.${user.role}`)}</span>
        <b>{user.seat}</b>
      </button>
      <div id={id} popover="auto" className={css.menu}>
        <div className={css.menuHead}>
          <b>{user.name}</b>
          <span>{t(`role.${user.role}`)}</span>
        </div>
        <Segments
          legend={t('shell.language')}
          value={language}
          options={languages.map(value => ({ value, label: languageNames[value] }))}
          onChange={chosen => void chooseLanguage(chosen)}
        />
        <Segments
          legend={t('shell.theme')}
          value={theme}
          options={themeChoices.map(value => ({ value, label: t(`theme.${value}`) }))}
          onChange={chooseTheme}
        />
        <Button onClick={() => void signOut()}>{t('shell.sign_out')}</Button>
      </div>
    </div>
  )
}
