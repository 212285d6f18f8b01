import { Failed, Loading, Rods, useText } from '@kuaiji/ui'
import { checkSignature, readCheckpoint, readKey, Verbatim } from '@kuaiji/ui/proof'
import { useQuery } from '@tanstack/react-query'
import css from './ledger.module.css'

const readAgainMs = 5_000

/** The ledger itself: how long it is, what was signed last, by which key, and how to check it without us. */
export function BookPage() {
  const { t, language } = useText()
  const checkpoint = useQuery({
    queryKey: ['checkpoint'],
    queryFn: readCheckpoint,
    refetchInterval: readAgainMs,
    staleTime: 0,
  })
  const key = useQuery({ queryKey: ['log-key'], queryFn: readKey })
  const signature = useQuery({
    queryKey: ['checkpoint-signature', checkpoint.data?.note, key.data?.text],
    enabled: checkpoint.data !== undefined && key.data !== undefined,
    queryFn: () => checkSignature(checkpoint.data!, key.data!),
  })
  if (checkpoint.data === undefined)
    return checkpoint.isError ? (
      <Failed error={checkpoint.error} retry={() => void checkpoint.refetch()} />
    ) : (
      <Loading lines={8} />
    )
  const { size, origin, note } = checkpoint.data
  const here = location.origin
  return (
    <div className={`${css.page} ${css.book}`}>
      <h1 className={css.title}>{t('book.title')}</h1>
      <p className={css.lead}>{t('book.lead')}</p>
      <div className={css.size}>
        <Rods value={size} height={40} />
        <p>
          <b>{size.toLocaleString(language)}</b> {t('book.entries')}
        </p>
      </div>
      <div className={css.halves}>
        <section>
          <h2>{t('book.checkpoint')}</h2>
          <p className={css.note}>{t('book.checkpoint_hint')}</p>
          <Verbatim>{note}</Verbatim>
          <p className={css.finding} data-finding={signature.data}>
            {signature.data !== undefined && t(`proof.signature.${signature.data}`, { origin })}
          </p>
        </section>
        <section>
          <h2>{t('book.key')}</h2>
          <p className={css.note}>{t('book.key_hint')}</p>
          <Verbatim>{key.data?.text ?? '…'}</Verbatim>
          <h2>{t('book.check')}</h2>
          <p className={css.note}>{t('book.check_hint')}</p>
          <Verbatim>
            {`npx kuaiji verify ${here}\nnpx kuaiji verify --log ${here}/ledger \\\n  --key '${key.data?.text ?? '…'}'`}
          </Verbatim>
          <p className={css.note}>{t('book.check_older')}</p>
        </section>
      </div>
      <h2>{t('book.how')}</h2>
      <ol className={css.how}>
        {(['entry', 'leaf', 'tree', 'sign', 'outside'] as const).map(step => (
          <li key={step}>
            <b>{t(`book.step.${step}`)}</b>
            <p>{t(`book.says.${step}`)}</p>
          </li>
        ))}
      </ol>
    </div>
  )
}
