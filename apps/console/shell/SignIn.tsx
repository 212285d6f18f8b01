import {
  Button,
  chooseLanguage,
  Field,
  get,
  isProblem,
  languages,
  Rods,
  sentenceOf,
  useText,
  Wordmark,
} from '@kuaiji/ui'
import { readCheckpoint } from '@kuaiji/ui/proof'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { signIn } from '../session.ts'
import css from './sign-in.module.css'

/** Accounts of the demonstration city; offered only when the server says that it is one. */
const demonstrationUsers = [
  'calltaker',
  'dispatcher',
  'commander',
  'station',
  'department',
  'auditor',
  'admin',
] as const

export function SignIn() {
  const { t, language } = useText()
  const health = useQuery({
    queryKey: ['health'],
    queryFn: () => get<{ demonstration?: boolean }>('/health'),
  })
  const checkpoint = useQuery({ queryKey: ['checkpoint'], queryFn: readCheckpoint, retry: false })
  const other = languages.find(l => l !== language)!
  return (
    <main className={css.page}>
      <section className={css.about}>
        <Wordmark height={56} />
        <p className={css.line}>{t('sign_in.line')}</p>
        {checkpoint.data && (
          <figure className={css.reckoning}>
            <Rods value={checkpoint.data.size} height={30} />
            <figcaption>
              {t('sign_in.reckoning', { entries: checkpoint.data.size.toLocaleString(language) })}
            </figcaption>
          </figure>
        )}
        <p className={css.limits}>{t('sign_in.limits')}</p>
      </section>
      <section className={css.desk}>
        <SignInForm demonstration={health.data?.demonstration === true} />
        <button
          type="button"
          className={css.language}
          onClick={() => void chooseLanguage(other)}
          lang={other}
        >
          {other === 'en' ? 'English' : '中文'}
        </button>
      </section>
    </main>
  )
}

function SignInForm({ demonstration }: { demonstration: boolean }) {
  const { t } = useText()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [seat, setSeat] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    setBusy(true)
    setWrong(undefined)
    try {
      await signIn(user, password, seat.trim())
    } catch (error) {
      setWrong(isProblem(error) && error.status === 401 ? t('sign_in.wrong') : sentenceOf(error, t))
      setBusy(false)
    }
  }

  return (
    <form className={css.form} onSubmit={event => void submit(event)}>
      <h1>{t('sign_in.title')}</h1>
      <Field label={t('sign_in.user')}>
        {control => (
          <input
            {...control}
            name="user"
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
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={event => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('sign_in.seat')} hint={t('sign_in.seat_hint')}>
        {control => (
          <input
            {...control}
            name="seat"
            autoComplete="off"
            pattern="[A-Za-z0-9\-]{1,16}"
            placeholder="110-03"
            value={seat}
            onChange={event => setSeat(event.target.value)}
          />
        )}
      </Field>
      <p className={css.wrong} role="alert">
        {wrong}
      </p>
      <Button look="main" type="submit" busy={busy}>
        {t('sign_in.enter')}
      </Button>
      {demonstration && (
        <div className={css.demonstration}>
          <h2>{t('sign_in.demonstration')}</h2>
          <ul>
            {demonstrationUsers.map(name => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => {
                    setUser(name)
                    setPassword('demo')
                  }}
                  aria-pressed={user === name}
                >
                  <b>{t(`role.${name}`)}</b>
                  <span>{name}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  )
}
