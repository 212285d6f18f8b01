import { Age, Button, GradeMark, useText } from '@kuaiji/ui'
import type { IncidentItem, Point } from '../shape.ts'
import css from './call-panel.module.css'
import { metresBetween } from './city.ts'
import { gradeName, typeName } from './names.ts'

const nearMetres = 1_500
const shownMax = 3

/** Open incidents close by: perhaps this caller tells of one that is already being handled. */
export function Nearby({
  point,
  district,
  incidents,
  busy,
  onAttach,
}: {
  point: Point | undefined
  district: string | null
  incidents: readonly IncidentItem[]
  busy: boolean
  onAttach: (incident: IncidentItem) => void
}) {
  const { t, say } = useText()
  const near = incidents
    .map(incident => ({
      incident,
      metres: point && incident.location ? metresBetween(point, incident.location) : undefined,
    }))
    .filter(({ incident, metres }) =>
      metres === undefined ? point === undefined && incident.district === district : metres <= nearMetres,
    )
    .sort((a, b) => (a.metres ?? 0) - (b.metres ?? 0))
    .slice(0, shownMax)
  if (near.length === 0) return null
  return (
    <section className={css.nearby}>
      <h3>{t('call.nearby')}</h3>
      <ul>
        {near.map(({ incident, metres }) => (
          <li key={incident.id}>
            <GradeMark grade={incident.grade} size={18} label={say(gradeName(incident.grade))} />
            <div>
              <b>{say(typeName(incident.type))}</b>
              <span>
                {metres !== undefined && `${Math.round(metres / 10) * 10} m · `}
                <Age since={incident.openedAt} /> · {incident.number}
              </span>
            </div>
            <Button small busy={busy} onClick={() => onAttach(incident)}>
              {t('call.attach')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
