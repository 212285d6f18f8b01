import { useBureauNow } from './clock.ts'
import { formatSpan, formatTime, secondsBetween } from './format.ts'

/** How long ago, ticking once a second. */
export function Age({ since, className }: { since: string; className?: string | undefined }) {
  const now = useBureauNow()
  return (
    <time dateTime={since} title={formatTime(since, 'full')} className={className}>
      {formatSpan(secondsBetween(since, now))}
    </time>
  )
}

export function When({
  at,
  form = 'second',
  className,
}: {
  at: string
  form?: 'second' | 'minute' | 'full'
  className?: string | undefined
}) {
  return (
    <time dateTime={at} title={formatTime(at, 'full')} className={className}>
      {formatTime(at, form)}
    </time>
  )
}
