import { CommandLine, useCity } from '@kuaiji/response/screens'
import { Failed, SeatProvider, setZone, useKeys, useText } from '@kuaiji/ui'
import { useIsFetching, useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
import { closeStream } from '../live.ts'
import { pagesOf } from '../pages.ts'
import { type SessionUser, sessionQuery } from '../session.ts'
import { Bar } from './Bar.tsx'
import { FirstAdministrator } from './FirstAdministrator.tsx'
import { Help } from './Help.tsx'
import { Notices } from './Notices.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { SignIn } from './SignIn.tsx'
import css from './shell.module.css'

/** Everything around the page: who sits here decides between signing in and working. */
export function Shell() {
  const session = useQuery(sessionQuery)
  const user = session.data?.user
  const first = useRouterState({ select: state => state.location.pathname === '/first-administrator' })
  useEffect(() => {
    if (session.data === null) closeStream()
  }, [session.data])
  return (
    <>
      {session.isPending ? null : session.isError ? (
        <Failed error={session.error} retry={() => void session.refetch()} />
      ) : user === undefined ? (
        first ? (
          <FirstAdministrator />
        ) : (
          <SignIn />
        )
      ) : (
        <SeatProvider value={user}>
          <Desk user={user} />
        </SeatProvider>
      )}
      <Notices />
    </>
  )
}

function Desk({ user }: { user: SessionUser }) {
  const { t } = useText()
  const [sheet, setSheet] = useState<'help' | 'command' | undefined>()
  const navigate = useNavigate()
  const city = useCity()
  const main = useRef<HTMLElement>(null)
  const pages = pagesOf(user.role)
  useEffect(() => setZone(city.timeZone), [city.timeZone])
  useFocusOnPage(main)
  useKeys(t('keys.everywhere'), [
    { keys: '?', does: t('keys.help'), run: () => setSheet('help') },
    { keys: '/', does: t('keys.command'), run: () => setSheet('command') },
    ...pages.map(page => ({
      keys: `g ${page.key}`,
      does: t('keys.go', { page: t(page.name) }),
      run: () => void navigate({ to: page.to }),
    })),
  ])
  return (
    <div className={css.desk}>
      <a className={css.skip} href="#page">
        {t('shell.skip')}
      </a>
      <Bar user={user} onHelp={() => setSheet('help')} onCommand={() => setSheet('command')} />
      <OfflineBanner />
      <main id="page" ref={main} className={css.page} tabIndex={-1}>
        <Suspense fallback={<Opening />}>
          <Outlet />
        </Suspense>
      </main>
      {sheet === 'help' && <Help onClose={() => setSheet(undefined)} />}
      {sheet === 'command' && <CommandLine onClose={() => setSheet(undefined)} />}
    </div>
  )
}

/** A thin line while a page's code is on its way. */
function Opening() {
  const fetching = useIsFetching()
  return <div className={css.opening} data-busy={fetching > 0} role="progressbar" aria-label="…" />
}

/** After a change of page the keyboard starts at the page, not at the link that led there. */
function useFocusOnPage(main: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: state => state.location.pathname })
  const first = useRef(path)
  useEffect(() => {
    if (first.current === path) return
    first.current = path
    main.current?.focus({ preventScroll: true })
  }, [path, main])
}
