import { bureauNow, Empty, formatTime, Loaded, moveInList, useKeys, useText } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { FigureItem } from '../shape.ts'
import { useCity } from './city.ts'
import { figureValue, layOut, type Partition, partName, reportYears } from './figure-words.ts'
import css from './figures.module.css'
import { figuresQuery } from './queries.ts'

/** The year's report: each figure with what it was reckoned from, and a door to the entries behind it. */
export function Figures() {
  const { t, language } = useText()
  const search = useSearch({ from: '/figures' })
  const navigate = useNavigate()
  const thisYear = Number(formatTime(bureauNow(), 'year').replace(/\D/g, ''))
  const year = search.year ?? thisYear
  const query = useQuery(figuresQuery(year))
  const list = useRef<HTMLDivElement>(null)
  useKeys(t('page.figures'), [
    { keys: 'j', does: t('keys.next'), run: () => moveInList(list.current, 1) },
    { keys: 'k', does: t('keys.previous'), run: () => moveInList(list.current, -1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  return (
    <div className={css.page} ref={list}>
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
              <Report items={report.items} year={year} />
              <p className={css.asOf}>
                {t('figures.as_of', {
                  asOf: report.items[0]!.asOf.toLocaleString(language),
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

function Report({ items, year }: { items: readonly FigureItem[]; year: number }) {
  const { figures, partitions } = layOut(items)
  return (
    <>
      <ul className={css.figures}>
        {figures.map(figure => (
          <FigureRow key={figure.id} figure={figure} year={year} />
        ))}
      </ul>
      <div className={css.partitions}>
        {partitions.map(partition => (
          <Parts key={partition.by} partition={partition} year={year} />
        ))}
      </div>
    </>
  )
}

/** A count taken apart: each part with its share of the whole as a bar, and its own door to its entries. */
function Parts({ partition, year }: { partition: Partition; year: number }) {
  const { t, say } = useText()
  const city = useCity()
  const { by, whole, parts } = partition
  return (
    <section>
      <h2>{t('figures.by_group', { by: t(`fact.${by as 'grade'}`) })}</h2>
      <ul>
        {parts.map(part => (
          <li key={part.id}>
            <Link
              to="/figures/$figure"
              params={{ figure: part.id }}
              search={{ year }}
              className={css.part}
              data-row
              data-figure={part.id}
            >
              <span>{say(partName(part, city))}</span>
              <span className={css.share} aria-hidden="true">
                <i style={{ width: `${whole === 0 ? 0 : (part.numerator / whole) * 100}%` }} />
              </span>
              <b>{part.numerator.toLocaleString()}</b>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function FigureRow({ figure, year }: { figure: FigureItem; year: number }) {
  const { t, say, language } = useText()
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
        {figure.unit === 'count' ? (
          <span />
        ) : (
          <span className={css.fraction}>
            <span>{figure.numerator.toLocaleString()}</span>
            <span>{figure.denominator.toLocaleString()}</span>
          </span>
        )}
        <span className={css.companions}>
          {companionsOf(figure).map(([name, value]) => (
            <span key={name}>
              {say(figure.names[name] ?? { zh: name, en: name })}{' '}
              <b>{figureValue({ ...figure, value }, name).text}</b>
            </span>
          ))}
        </span>
        <span className={css.entries}>
          {t('figures.entries', { entries: figure.entries.count.toLocaleString(language) })}
        </span>
      </Link>
    </li>
  )
}

const companionsShown = 3

/** Those that say most: spread and breaches first, and no zeros. */
function companionsOf({ companions }: FigureItem) {
  return Object.entries(companions)
    .filter(([, value]) => value !== 0 && value !== null)
    .sort(
      ([a], [b]) =>
        Number(/^mean/.test(a)) - Number(/^mean/.test(b)) ||
        Number(/^dropped/.test(a)) - Number(/^dropped/.test(b)),
    )
    .slice(0, companionsShown)
}
