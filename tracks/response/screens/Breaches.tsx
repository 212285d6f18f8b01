import { Button, formatDuration, useText } from '@kuaiji/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { FigureItem } from '../shape.ts'
import css from './figures.module.css'
import { figureBreachesQuery } from './queries.ts'

/** Every deadline that was not met, by how much, and where its clock started on the ledger. */
export function Breaches({ figure, year }: { figure: FigureItem; year: number }) {
  const { t, say } = useText()
  const query = useInfiniteQuery({
    ...figureBreachesQuery(figure.id, year),
    enabled: figure.breaches.count > figure.breaches.first.length,
  })
  const breaches = query.data?.pages.flatMap(page => page.items) ?? figure.breaches.first
  return (
    <details className={css.list}>
      <summary>
        <h2>
          {t('figures.breaches')}
          <span>{t('figures.entries_shown', { shown: breaches.length, count: figure.breaches.count })}</span>
        </h2>
      </summary>
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('figures.clock_started')}</th>
            <th>{t('figures.why')}</th>
            <th>{t('figures.late_by')}</th>
          </tr>
        </thead>
        <tbody>
          {breaches.map(breach => (
            <tr key={`${breach.record} ${breach.leafIndex}`}>
              <td>#{breach.leafIndex}</td>
              <td>{say(breach.title)}</td>
              <td className={css.late}>
                {breach.lateSeconds === null ? t('figures.never') : formatDuration(breach.lateSeconds)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <div className={css.more}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('figures.more')}
          </Button>
        </div>
      )}
    </details>
  )
}
