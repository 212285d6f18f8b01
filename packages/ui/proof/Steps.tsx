import '@fontsource-variable/jetbrains-mono/wght.css'
import type { ReactNode } from 'react'
import { Sign } from '../marks/Sign.tsx'
import { useText } from '../text/text.ts'
import { toHex } from './bytes.ts'
import { PathChart } from './PathChart.tsx'
import css from './proof.module.css'
import type { CommitmentCheck, Verification } from './verify.ts'

type Finding = 'holds' | 'fails' | 'unknown'

const finding = (holds: boolean): Finding => (holds ? 'holds' : 'fails')

/** The chain of reckoning, one link after the other; the numbers behind each can be opened. */
export function Steps({ found }: { found: Verification }) {
  const { t, language } = useText()
  const count = (n: number) => n.toLocaleString(language)
  const { path, root, checkpoint, signature } = found
  const words = found.envelope.holds && found.facts.holds
  return (
    <ol className={css.steps}>
      <Step n={1} title={t('proof.step.words')} finding={finding(words)} says={t('proof.says.words')}>
        <Commitment name={t('proof.envelope')} check={found.envelope} />
        <Commitment name={t('proof.facts')} check={found.facts} />
      </Step>
      <Step n={2} title={t('proof.step.leaf')} finding={finding(words)} says={t('proof.says.leaf')}>
        <Raw name={t('proof.leaf')} value={found.leaf.text} />
        <Raw name="SHA-256(0x00 ‖ …)" value={found.leaf.hash} />
      </Step>
      <Step
        n={3}
        title={t('proof.step.path')}
        finding={finding(path !== undefined && root.holds)}
        says={t('proof.says.path', { hashes: path?.length ?? 0, size: count(checkpoint.size) })}
        picture={
          path && <PathChart path={path} index={found.index} size={checkpoint.size} holds={root.holds} />
        }
      >
        {path?.map((step, i) => (
          <Raw
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name than their level
            key={i}
            name={t('proof.vouches', { from: count(step.vouches[0]), to: count(step.vouches[1] - 1) })}
            value={toHex(step.sibling)}
          />
        ))}
      </Step>
      <Step n={4} title={t('proof.step.root')} finding={finding(root.holds)} says={t('proof.says.root')}>
        <Raw name={t('proof.computed')} value={root.computed} />
        <Raw name={t('proof.signed')} value={root.signed} differs={!root.holds} />
      </Step>
      <Step
        n={5}
        title={t('proof.step.signature')}
        finding={signature === 'holds' ? 'holds' : signature === 'unsupported' ? 'unknown' : 'fails'}
        says={t(`proof.signature.${signature}`, { origin: checkpoint.origin })}
      >
        <Raw name={t('proof.checkpoint')} value={checkpoint.note} />
      </Step>
    </ol>
  )
}

function Step({
  n,
  title,
  finding,
  says,
  picture,
  children,
}: {
  n: number
  title: string
  finding: Finding
  says: string
  picture?: ReactNode
  children: ReactNode
}) {
  const { t } = useText()
  return (
    <li className={css.step} data-finding={finding} style={{ animationDelay: `${n * 90}ms` }}>
      <span className={css.mark}>
        <Sign says={finding === 'holds' ? 'yes' : finding === 'fails' ? 'no' : 'unknown'} />
        <span className="seen-by-readers">{t(`proof.finding.${finding}`)}</span>
      </span>
      <h3>{title}</h3>
      <p>{says}</p>
      {picture}
      <details>
        <summary>{t('proof.numbers')}</summary>
        <dl className={css.raws}>{children}</dl>
      </details>
    </li>
  )
}

function Commitment({ name, check }: { name: string; check: CommitmentCheck }) {
  const { t } = useText()
  return (
    <>
      <Raw name={name} value={check.json} />
      <Raw name={t('proof.salt')} value={check.salt} />
      <Raw name={t('proof.computed')} value={check.computed} />
      <Raw name={t('proof.recorded')} value={check.recorded} differs={!check.holds} />
    </>
  )
}

function Raw({ name, value, differs }: { name: string; value: string; differs?: boolean }) {
  return (
    <div data-differs={differs === true}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
