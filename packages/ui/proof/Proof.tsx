import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Failed, Loading } from '../parts/States.tsx'
import { isProblem } from '../server/problem.ts'
import { useText } from '../text/text.ts'
import { alter } from './alter.ts'
import css from './proof.module.css'
import { readKey, readProof } from './read.ts'
import { Steps } from './Steps.tsx'
import { type EntryParts, type Verification, verifyEntry } from './verify.ts'

const pendingMs = 1_000

/**
 * One entry, taken from its words up to the log's signature in the reader's own browser. `children` says what the
 * entry says; the reader may change a minute in it and see what that does.
 */
export function Proof({ id, entry, children }: { id: string; entry: EntryParts; children: ReactNode }) {
  const { t } = useText()
  const [altered, setAltered] = useState(false)
  const proof = useQuery({
    queryKey: ['proof', id],
    queryFn: () => readProof(id),
    retry: false,
    refetchInterval: query => (isPending(query.state.error) ? pendingMs : false),
  })
  const key = useQuery({ queryKey: ['log-key'], queryFn: readKey })
  const forged = alter(entry)
  const found = useQuery({
    queryKey: ['verified', id, altered, proof.data, key.data?.text],
    enabled: proof.data !== undefined && key.data !== undefined,
    queryFn: () => verifyEntry(altered ? forged.entry : entry, proof.data!, key.data!),
  })

  if (isPending(proof.error))
    return (
      <div className={css.pending} role="status">
        <b>{t('proof.pending')}</b>
        <p>{t('proof.pending_hint')}</p>
      </div>
    )
  const error = proof.error ?? key.error ?? found.error
  if (error !== null) return <Failed error={error} retry={() => void proof.refetch()} />
  if (found.data === undefined) return <Loading lines={8} />
  return (
    <article className={css.proof} data-holds={found.data.holds}>
      <Verdict found={found.data} altered={altered} />
      <div className={css.columns}>
        <div className={css.words}>
          {children}
          <div className={css.alter}>
            <p>{altered ? t('proof.altered', forged.change) : t('proof.alter_hint')}</p>
            <Button small onClick={() => setAltered(!altered)} aria-pressed={altered}>
              {altered ? t('proof.restore') : t('proof.alter')}
            </Button>
          </div>
        </div>
        <Steps found={found.data} />
      </div>
    </article>
  )
}

function isPending(error: unknown): boolean {
  return isProblem(error) && error.code === 'pending'
}

function Verdict({ found, altered }: { found: Verification; altered: boolean }) {
  const { t, language } = useText()
  const count = (n: number) => n.toLocaleString(language)
  const sentence = found.holds
    ? t('proof.holds')
    : altered
      ? t('proof.caught')
      : found.signature === 'unsupported'
        ? t('proof.unsupported')
        : t('proof.fails')
  return (
    <header className={css.verdict} aria-live="polite">
      <svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r="20.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path
          d={
            found.holds
              ? 'M12.500 22.500 19.500 29.500 32 15.500'
              : 'M14.500 14.500 29.500 29.500M29.500 14.500 14.500 29.500'
          }
          fill="none"
          stroke="currentColor"
          strokeWidth="2.6"
        />
      </svg>
      <div>
        <h2>{sentence}</h2>
        <p>
          {t('proof.where', {
            index: count(found.index),
            size: count(found.checkpoint.size),
            origin: found.checkpoint.origin,
          })}
        </p>
      </div>
    </header>
  )
}
