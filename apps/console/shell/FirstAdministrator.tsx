import { Button, Field, isProblem, notify, send, sentenceOf, useText, Wordmark } from '@kuaiji/ui'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import css from './sign-in.module.css'

/** The token comes behind a #, which browsers send to nobody; it is taken off the address bar at once. */
const token = location.pathname === '/first-administrator' ? location.hash.slice(1) : ''
if (token !== '') history.replaceState(null, '', '/first-administrator')

/** Opened by the one-time link that a server without demonstration accounts prints at its first start. */
export function FirstAdministrator() {
  const { t } = useText()
  const navigate = useNavigate()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    try {
      await send('POST', '/api/first-administrator', { token, user, password })
      notify('good', t('first.made'))
      await navigate({ to: '/' })
    } catch (error) {
      setWrong(isProblem(error) ? sentenceOf(error, t) : t('state.failed_hint'))
      setBusy(false)
    }
  }

  return (
    <main className={css.page}>
      <section className={css.about}>
        <Wordmark height={56} />
        <p className={css.line}>{t('first.lead')}</p>
      </section>
      <section className={css.desk}>
        <form className={css.form} onSubmit={event => void submit(event)}>
          <h1>{t('first.title')}</h1>
          <Field label={t('sign_in.user')}>
            {control => (
              <input
                {...control}
                autoComplete="username"
                required
                value={user}
                onChange={event => setUser(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('sign_in.password')}>
            {control => (
              <input
                {...control}
                type="password"
                autoComplete="new-password"
                required
                value={password}
                onChange={event => setPassword(event.target.value)}
              />
            )}
          </Field>
          <p className={css.wrong} role="alert">
            {token === '' ? t('first.no_token') : wrong}
          </p>
          <Button look="main" type="submit" busy={busy} disabled={token === ''}>
            {t('first.make')}
          </Button>
        </form>
      </section>
    </main>
  )
}
