import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { isOffline, isProblem } from '../server/problem.ts'
import { sentenceOf } from '../server/sentence.ts'
import { useText } from '../text/text.ts'
import { Button } from './Button.tsx'
import css from './parts.module.css'

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <b>{title}</b>
      {children && <p>{children}</p>}
    </div>
  )
}

/** Lines where text will be, for the second before it comes. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useText()
  return (
    <div className={css.loading} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, i) => i).map(i => (
        <i key={i} />
      ))}
    </div>
  )
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useText()
  const offline = isOffline(error)
  const title = offline
    ? t('state.offline')
    : isProblem(error) && error.status === 403
      ? t('state.refused')
      : t('state.failed')
  return (
    <div className={css.state} role="alert">
      <b>{title}</b>
      <p>{sentenceOf(error, t)}</p>
      {retry && <Button onClick={retry}>{t('state.retry')}</Button>}
    </div>
  )
}

/** A query's data once it is there; before that loading, and what went wrong if it did. Stale data stays. */
export function Loaded<T>({
  query,
  lines,
  children,
}: {
  query: UseQueryResult<T>
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return lines === undefined ? <Loading /> : <Loading lines={lines} />
}
