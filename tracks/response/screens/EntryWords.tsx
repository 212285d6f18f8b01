import { formatTime, useText } from '@kuaiji/ui'
import { districtLabel, useCity } from './city.ts'
import css from './entry-words.module.css'
import { channelName, gradeName, reasonLabel, resultName, typeName } from './names.ts'
import { entryName } from './Timeline.tsx'

export { entryName }

interface Envelope {
  readonly type: string
  readonly kind: string
  readonly record: string
  readonly n: number
  readonly at: string
  readonly atSource: string
  readonly recordedAt: string
  readonly actor: {
    readonly role: string
    readonly unit: string
    readonly seat: string
    readonly channel: string
  }
  readonly rules?: readonly { readonly id: string; readonly version: number }[]
  readonly cause?: string
}

/** What an entry says, in words for a reader who never saw JSON: who, when, how we know, and its facts. */
export function EntryWords({ envelope, facts }: { envelope: unknown; facts: unknown }) {
  const { t } = useText()
  const { actor, ...e } = envelope as Envelope
  const said = Object.entries((facts ?? {}) as Record<string, unknown>)
  return (
    <div className={css.words}>
      <h2>{t('words.envelope')}</h2>
      <dl>
        <Line name={t('words.at')}>
          {formatTime(e.at, 'full')} <small>{t(`source.${e.atSource as 'automatic'}`)}</small>
        </Line>
        <Line name={t('words.recorded_at')}>{formatTime(e.recordedAt, 'full')}</Line>
        <Line name={t('words.by')}>
          {t(`role.${actor.role as 'dispatcher'}`)} {actor.role !== 'system' && actor.seat}
        </Line>
        <Line name={t('words.record')}>
          {t(`kind.${e.kind as 'incident'}`)} <small>{t('words.nth', { n: e.n })}</small>
        </Line>
        {e.rules?.map(rule => (
          <Line key={rule.id} name={t('words.rule')}>
            {rule.id} <small>{t('figures.version', { version: rule.version })}</small>
          </Line>
        ))}
      </dl>
      {said.length > 0 && (
        <>
          <h2>{t('words.facts')}</h2>
          <dl>
            {said.map(([name, value]) => (
              <Fact key={name} name={name} value={value} />
            ))}
          </dl>
        </>
      )}
      <p className={css.sealed}>{t('words.sealed')}</p>
    </div>
  )
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const known = [
  'type',
  'grade',
  'channel',
  'district',
  'urban',
  'cell',
  'place',
  'result',
  'reason',
  'from',
  'seat',
  'incident',
  'call',
  'unit',
  'assignment',
  'callSign',
  'station',
  'status',
  'class',
  'outside',
  'deviation',
  'duty',
  'milestone',
] as const

function Fact({ name, value }: { name: string; value: unknown }) {
  const { t } = useText()
  const words = useFactWords(name, value)
  const named = known.find(k => k === name)
  return <Line name={named === undefined ? name : t(`fact.${named}`)}>{words}</Line>
}

function useFactWords(name: string, value: unknown): string {
  const { t, say } = useText()
  const city = useCity()
  if (value === null || value === undefined) return '—'
  if (typeof value === 'boolean') return value ? t('words.yes') : t('words.no')
  if (typeof value === 'number')
    return name === 'grade' || name === 'from' ? say(gradeName(value)) : String(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  switch (name) {
    case 'type':
      return say(typeName(value))
    case 'result':
      return say(resultName(value))
    case 'channel':
      return say(channelName(value))
    case 'district':
      return say(districtLabel(city, value) ?? { zh: value, en: value })
    case 'place':
      return value === 'known' ? t('words.place_known') : t('place.unknown')
    case 'reason':
    case 'deviation':
      return say(reasonLabel(value))
  }
  // Ids are for machines; their beginning is enough to tell two apart.
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value) ? `${value.slice(0, 8)}…` : value
}
