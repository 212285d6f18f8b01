import { bureauNow, Empty, formatTime, Loaded, moveInList, useKeys, useText } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { FigureItem } from '../shape.ts'
import { companionName, figureValue, reportYears } from './figure-words.ts'
import css from './figures.module.css'
import { figuresQuery } from './queries.ts'

/** The year's report: each figure with what it was reckoned from, and a door to the entries behind it. */
export function Figures() {
  const { t } = useText()
  const search = useSearch({ from: '/figures' })
  const navigate = useNavigate()
  const thisYear = Number(formatTime(bureauNow(), 'year').replace(/\D/g, ''))
  const year = search.year ?? thisYear
  const query = useQuery(figuresQuery(year))
  const list = useRef<HTMLUListElement>(null)
  useKeys(t('page.figures'), [
    { keys: 'j', does: t('keys.next'), run: () => moveInList(list.current, 1) },
    { keys: 'k', does: t('keys.previous'), run: () => moveInList(list.current, -1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t('figures.title', { year })}</h1>
        <p>{t('figures.lead')}</p>
        <label className={css.year}>
          {t('figures.year')}
          <select
            value={year}
            onChange={event =>
              void navigate({ to: '/figures', search: { year: Number(event.target.value) } })
            }
          >
            {reportYears(thisYear, year).map(value => (
              <option key={value}>{value}</option>
            ))}
          </select>
        </label>
      </header>
      <Loaded query={query} lines={9}>
        {report =>
          report.items.length === 0 ? (
            <Empty title={t('figures.none')} />
          ) : (
            <>
              <ul ref={list} className={css.figures}>
                {report.items.map(figure => (
                  <FigureRow key={figure.id} figure={figure} year={year} />
                ))}
              </ul>
              <p className={css.asOf}>
                {t('figures.as_of', {
                  asOf: report.items[0]!.asOf,
                  time: formatTime(report.computedAt, 'full'),
                })}
              </p>
            </>
          )
        }
      </Loaded>
    </div>
  )
}

function FigureRow({ figure, year }: { figure: FigureItem; year: number }) {
  const { t, say } = useText()
  const { number, unit } = figureValue(figure)
  return (
    <li>
      <Link
        to="/figures/$figure"
        params={{ figure: figure.id }}
        search={{ year }}
        className={css.figure}
        data-row
        data-figure={figure.id}
      >
        <span className={css.title}>
          <b>{say(figure.title)}</b>
          <small>
            {figure.id} · {t('figures.version', { version: figure.definition.version })}
          </small>
        </span>
        <span className={css.value} data-none={figure.value === null}>
          {figure.value === null ? t('figures.not_available') : number}
          {figure.value !== null && <small>{unit}</small>}
        </span>
        <span className={css.fraction}>
          <span>{figure.numerator.toLocaleString()}</span>
          <span>{figure.denominator.toLocaleString()}</span>
        </span>
        <span className={css.companions}>
          {Object.entries(figure.companions)
            .slice(0, 3)
            .map(([name, value]) => (
              <span key={name}>
                {companionName(name, t)}{' '}
                <b>{value === null ? '—' : figureValue({ ...figure, value }, name).text}</b>
              </span>
            ))}
        </span>
        <span className={css.entries}>{t('figures.entries', { count: figure.entries.count })}</span>
      </Link>
    </li>
  )
}
