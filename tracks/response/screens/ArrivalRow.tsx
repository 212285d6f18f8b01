import { formatDuration, useText } from '@kuaiji/ui'
import type { ReactNode } from 'react'
import type { Recommendation } from '../shape.ts'
import { labelOf, useCity } from './city.ts'
import { capabilityName } from './names.ts'
import css from './recommended.module.css'

type Candidate = Recommendation['units'][number] | Recommendation['rejected'][number]

/** One unit on the scale: seconds to get going, seconds on the road, and the sentence that says why. */
export function ArrivalRow({
  candidate,
  longest,
  chosen,
  children,
}: {
  candidate: Candidate
  longest: number
  chosen?: boolean
  children?: ReactNode
}) {
  const { t, say } = useText()
  const city = useCity()
  const parts = 'driveSeconds' in candidate ? candidate : undefined
  const rejected = 'code' in candidate ? candidate : undefined
  const station = city.stations.find(s => s.id === parts?.station)
  const share = (seconds: number) => `${(seconds / longest) * 100}%`
  return (
    <li className={css.row} data-chosen={chosen === true} data-rejected={rejected !== undefined}>
      <div className={css.who}>
        <b>{candidate.callSign}</b>
        <span>
          {parts !== undefined && say(capabilityName(parts.meets))}
          {rejected !== undefined && t(`rejection.${rejected.code}`)}
          {station && ` · ${say(labelOf(station.name))}`}
        </span>
      </div>
      <div className={css.scale}>
        <div className={css.bar} aria-hidden="true">
          {parts !== undefined && (
            <>
              <i className={css.mobilise} style={{ width: share(parts.mobiliseSeconds) }} />
              <i className={css.drive} style={{ width: share(parts.driveSeconds) }} />
            </>
          )}
          {rejected !== undefined && rejected.etaSeconds !== null && (
            <i className={css.refused} style={{ width: share(rejected.etaSeconds) }} />
          )}
          <b>
            {candidate.etaSeconds === null
              ? t('recommendation.unreachable')
              : formatDuration(candidate.etaSeconds)}
          </b>
        </div>
        <p>{say(candidate.reason)}</p>
        {parts !== undefined && (
          <span className="seen-by-readers">
            {t('recommendation.parts', {
              eta: formatDuration(parts.etaSeconds),
              mobilise: formatDuration(parts.mobiliseSeconds),
              drive: formatDuration(parts.driveSeconds),
            })}
          </span>
        )}
      </div>
      <div className={css.act}>{children}</div>
    </li>
  )
}
