import { formatTime, useSeat, useText } from '@kuaiji/ui'
import { Link } from '@tanstack/react-router'
import i18next from 'i18next'
import type { TimelineEntry } from '../shape.ts'
import { factsInWords } from './facts.ts'
import css from './timeline.module.css'

/** Who may open an entry with its salts; the server decides again. */
const auditors = ['auditor', 'commander', 'admin']

/** Every entry on record, oldest first, each with its place in the log: the number leads to its proof. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useText()
  const mayOpen = auditors.includes(useSeat().role)
  return (
    <ol className={css.timeline}>
      {entries.map(entry => (
        <li key={entry.id}>
          <time dateTime={entry.at} title={formatTime(entry.at, 'full')}>
            {formatTime(entry.at, 'second')}
          </time>
          <div className={css.what}>
            <b>{entryName(entry.type)}</b>
            <FactWords entry={entry} />
            <span className={css.who}>
              {t(`role.${entry.role as 'dispatcher'}`)}
              {entry.role !== 'system' && ` ${entry.seat}`}
              {entry.atSource === 'inferred' && <em>{t('source.inferred')}</em>}
            </span>
          </div>
          {entry.leafIndex === null ? (
            <span className={css.leaf}>{t('timeline.pending')}</span>
          ) : !mayOpen ? (
            <span className={css.leaf}>#{entry.leafIndex}</span>
          ) : (
            <Link
              to="/entries/$entry"
              params={{ entry: entry.id }}
              className={css.leaf}
              aria-label={t('timeline.proof', { leafIndex: entry.leafIndex })}
            >
              #{entry.leafIndex}
            </Link>
          )}
        </li>
      ))}
    </ol>
  )
}

function FactWords({ entry }: { entry: TimelineEntry }) {
  const { t, say } = useText()
  const words = factsInWords(entry.facts, t, say)
  return words === '' ? null : <span className={css.words}>{words}</span>
}

/** What an entry says in the reader's language; a type of another track that is not known here keeps its code. */
export function entryName(type: string): string {
  const key = `entry.${type.replace('.', '_')}`
  return i18next.exists(key) ? i18next.t(key as 'entry.call_received') : type
}
