import { EntryWords, entryName } from '@kuaiji/response/screens/EntryWords'
import { Failed, Loading, useKeys, useText } from '@kuaiji/ui'
import { type EntryParts, Proof, readEntry } from '@kuaiji/ui/proof'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouter, useSearch } from '@tanstack/react-router'
import css from './ledger.module.css'

interface EntryAnswer extends EntryParts {
  readonly record: string
  readonly kind: string
  readonly envelope: { readonly type: string }
}

/** The last page an auditor comes to: one entry, and whether it is what was written. */
export function EntryPage() {
  const { t } = useText()
  const { entry: id } = useParams({ from: '/entries/$entry' })
  const { figure, year } = useSearch({ from: '/entries/$entry' })
  const { history } = useRouter()
  const query = useQuery({
    queryKey: ['entry', id],
    queryFn: ({ signal }) => readEntry<EntryAnswer>(id, signal),
  })
  useKeys(t('proof.title'), [{ keys: 'Escape', does: t('keys.back'), run: () => history.back() }])
  return (
    <div className={css.page}>
      <nav className={css.crumbs} aria-label={t('figures.path')}>
        {figure !== undefined && year !== undefined && (
          <>
            <Link to="/figures" search={{ year }}>
              {t('figures.title', { year })}
            </Link>
            <span aria-hidden="true">›</span>
            <Link to="/figures/$figure" params={{ figure }} search={{ year }}>
              {figure}
            </Link>
            <span aria-hidden="true">›</span>
          </>
        )}
        {figure === undefined && query.data?.kind === 'incident' && (
          <>
            <Link to="/incidents/$incident" params={{ incident: query.data.record }}>
              {t('incident.one')}
            </Link>
            <span aria-hidden="true">›</span>
          </>
        )}
        <span aria-current="page">{t('proof.title')}</span>
      </nav>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading lines={10} />
        )
      ) : (
        <>
          <h1 className={css.title}>{entryName(query.data.envelope.type)}</h1>
          <Proof id={id} entry={query.data}>
            <EntryWords envelope={query.data.envelope} facts={query.data.facts} />
          </Proof>
        </>
      )}
    </div>
  )
}
