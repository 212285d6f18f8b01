import {
  Button,
  Empty,
  Failed,
  formatTime,
  Loaded,
  Loading,
  moveInList,
  useKeys,
  useText,
  When,
} from '@kuaiji/ui'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { FigureItem } from '../shape.ts'
import { Breaches } from './Breaches.tsx'
import { useCity } from './city.ts'
import { factsInWords } from './facts.ts'
import { figureTitle, figureValue } from './figure-words.ts'
import css from './figures.module.css'
import { figureEntriesQuery, figuresQuery } from './queries.ts'
import { entryName } from './Timeline.tsx'

/** One figure taken apart: numerator over denominator, by which definition, and every entry it was made of. */
export function FigurePage() {
  const { t, say } = useText()
  const { figure: id } = useParams({ from: '/figures/$figure' })
  const navigate = useNavigate()
  const year = useSearch({ from: '/figures/$figure' }).year ?? new Date().getFullYear()
  const query = useQuery(figuresQuery(year))
  const city = useCity()
  useKeys(t('figures.one'), [
    {
      keys: 'Escape',
      does: t('keys.back'),
      run: () => void navigate({ to: '/figures', search: { year } }),
    },
  ])
  return (
    <div className={css.page}>
      <nav className={css.crumbs} aria-label={t('figures.path')}>
        <Link to="/figures" search={{ year }}>
          {t('figures.title', { year })}
        </Link>
        <span aria-hidden="true">›</span>
        <span aria-current="page">{id}</span>
      </nav>
      <Loaded query={query} lines={10}>
        {report => {
          const figure = report.items.find(item => item.id === id)
          if (figure === undefined) return <Empty title={t('figures.no_such', { id })} />
          return (
            <>
              <h1 className={css.name}>{say(figureTitle(figure, city))}</h1>
              <Reckoning figure={figure} />
              {figure.breaches.count > 0 && <Breaches figure={figure} year={year} />}
              <Entries figure={figure} year={year} />
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

/** The window is half open; its last day is the one before its end. */
function day(time: string | number): string {
  return formatTime(time, 'date')
}

function Reckoning({ figure }: { figure: FigureItem }) {
  const { t, say } = useText()
  const { number, unit } = figureValue(figure)
  return (
    <section className={css.reckoning}>
      <div>
        <p className={css.definition}>{say(figure.definition)}</p>
        <div className={css.equation}>
          <span className={css.value} data-none={figure.value === null}>
            {figure.value === null ? t('figures.not_available') : number}
            {figure.value !== null && <small>{unit}</small>}
          </span>
          {figure.unit !== 'count' && (
            <>
              <span className={css.equals}>=</span>
              <span className={css.over}>
                <span>
                  {figure.numerator.toLocaleString()}
                  <small>{figure.unit === 's' ? t('figures.seconds') : t('figures.numerator')}</small>
                </span>
                <span>
                  {figure.denominator.toLocaleString()} <small>{t('figures.denominator')}</small>
                </span>
              </span>
            </>
          )}
        </div>
      </div>
      <dl className={css.notes}>
        {Object.entries(figure.companions).map(([name, value]) => (
          <div key={name}>
            <dt>{say(figure.names[name] ?? { zh: name, en: name })}</dt>
            <dd>{figureValue({ ...figure, value }, name).text}</dd>
          </div>
        ))}
        <div>
          <dt>{t('figures.window')}</dt>
          <dd>
            {day(figure.window.from)} — {day(Date.parse(figure.window.to) - 1)}
          </dd>
        </div>
        <div>
          <dt>{t('figures.by')}</dt>
          <dd>{t(`figures_by.${figure.window.by as 'call_received'}`)}</dd>
        </div>
        <div>
          <dt>{t('figures.definition')}</dt>
          <dd>
            {figure.id} · {t('figures.version', { version: figure.definition.version })}
          </dd>
        </div>
        <div>
          <dt>{t('figures.folded_to')}</dt>
          <dd>#{figure.asOf}</dd>
        </div>
      </dl>
    </section>
  )
}

function Entries({ figure, year }: { figure: FigureItem; year: number }) {
  const { t, say } = useText()
  const list = useRef<HTMLTableSectionElement>(null)
  const query = useInfiniteQuery(figureEntriesQuery(figure.id, year))
  useKeys(t('figures.entries_title'), [
    { keys: 'j', does: t('keys.next'), run: () => moveInList(list.current, 1) },
    { keys: 'k', does: t('keys.previous'), run: () => moveInList(list.current, -1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  if (query.data === undefined)
    return query.isError ? (
      <Failed error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading lines={8} />
    )
  const entries = query.data.pages.flatMap(page => page.items)
  return (
    <section className={css.list}>
      <h2>
        {t('figures.entries_title')}
        <span>{t('figures.entries_shown', { shown: entries.length, count: figure.entries.count })}</span>
      </h2>
      {entries.length === 0 ? (
        <Empty title={t('figures.no_entries')} />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('proof.place')}</th>
              <th>{t('proof.at')}</th>
              <th>{t('proof.entry')}</th>
              <th>{t('proof.facts')}</th>
              <th>{t('proof.by')}</th>
            </tr>
          </thead>
          <tbody ref={list}>
            {entries.map(entry => (
              <tr key={entry.id}>
                <td>
                  {entry.leafIndex === null ? (
                    t('timeline.pending')
                  ) : (
                    <Link
                      to="/entries/$entry"
                      params={{ entry: entry.id }}
                      search={{ figure: figure.id, year }}
                      className={css.leaf}
                      data-row
                    >
                      #{entry.leafIndex}
                    </Link>
                  )}
                </td>
                <td>
                  <When at={entry.at} form="full" />
                </td>
                <td>{entryName(entry.type)}</td>
                <td>{factsInWords(entry.facts, t, say)}</td>
                <td>{t(`role.${entry.role as 'dispatcher'}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <div className={css.more}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('figures.more')}
          </Button>
        </div>
      )}
    </section>
  )
}
