import { Age, Failed, GradeMark, Loading, Pane, useKeys, useSeat, useText } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { IncidentDetail } from '../shape.ts'
import { districtLabel, useCity } from './city.ts'
import { Feedback } from './Feedback.tsx'
import css from './incident.module.css'
import { Locate } from './Locate.tsx'
import { CityMap } from './map/CityMap.tsx'
import { gradeName, resultName, typeName } from './names.ts'
import { Orders } from './Orders.tsx'
import { incidentQuery, unitsQuery } from './queries.ts'
import { Recommended } from './Recommended.tsx'
import { Regrade } from './Regrade.tsx'
import { Timeline } from './Timeline.tsx'

/** One incident, whole: what it is, who goes and why, how far they are, what came of it, and what is on record. */
export function IncidentPage() {
  const { t } = useText()
  const { incident: id } = useParams({ from: '/incidents/$incident' })
  const navigate = useNavigate()
  const query = useQuery(incidentQuery(id))
  const { role } = useSeat()
  useKeys(t('incident.one'), [
    {
      keys: 'Escape',
      does: t('keys.back'),
      run: () => void navigate({ to: role === 'station' ? '/station' : '/room' }),
    },
  ])
  if (query.data !== undefined) return <Incident incident={query.data} />
  return query.isError ? (
    <Failed error={query.error} retry={() => void query.refetch()} />
  ) : (
    <Loading lines={12} />
  )
}

function Incident({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const { role } = useSeat()
  const commands = role === 'dispatcher' || role === 'commander'
  // Once somebody is there, what comes of it matters more than who else could go.
  const atScene = incident.assignments.some(a => a.milestones.onSceneAt !== null)
  return (
    <div className={css.page}>
      <Head incident={incident} />
      <div className={css.columns}>
        <div className={css.work}>
          {incident.assignments.length > 0 && <Orders incident={incident} />}
          {atScene && <Feedback incident={incident} />}
          {commands && incident.status !== 'closed' && <Recommended incident={incident} folded={atScene} />}
          {!atScene && <Feedback incident={incident} />}
        </div>
        <div className={css.record}>
          <Inset incident={incident} />
          <Pane title={t('timeline.title')} count={incident.timeline.length} className={css.timeline}>
            <Timeline entries={incident.timeline} />
          </Pane>
        </div>
      </div>
    </div>
  )
}

function Head({ incident }: { incident: IncidentDetail }) {
  const { t, say } = useText()
  const city = useCity()
  const district = districtLabel(city, incident.district)
  return (
    <header className={css.head}>
      <GradeMark grade={incident.grade} size={38} label={say(gradeName(incident.grade))} />
      <div className={css.what}>
        <h1>
          {say(typeName(incident.type))}
          <span>{incident.number}</span>
        </h1>
        <p>
          {district !== undefined && say(district)}
          {incident.address !== null && <b>{incident.address}</b>}
          {incident.place === 'unknown' && t('place.unknown')}
        </p>
        {incident.description !== null && <p className={css.description}>{incident.description}</p>}
      </div>
      <dl className={css.facts}>
        <div>
          <dt>{t('incident.status')}</dt>
          <dd data-status={incident.status}>{t(`incident_status.${incident.status}`)}</dd>
        </div>
        <div>
          <dt>{incident.result === null ? t('incident.age') : t('incident.result')}</dt>
          <dd>
            {incident.result === null ? <Age since={incident.openedAt} /> : say(resultName(incident.result))}
          </dd>
        </div>
        <div>
          <dt>{t('incident.calls')}</dt>
          <dd>{incident.calls.length}</dd>
        </div>
      </dl>
      <Regrade incident={incident} />
    </header>
  )
}

/** Who may say where an incident is. */
const finders = ['calltaker', 'dispatcher', 'commander']

function Inset({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const { role } = useSeat()
  const units = useQuery(unitsQuery)
  const sent = useMemo(
    () => new Set((units.data ?? []).filter(u => u.incident === incident.id).map(u => u.id)),
    [units.data, incident.id],
  )
  const { location } = incident
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is the same place when it is read again
  const focus = useMemo(
    () => (location === null ? undefined : { point: location, zoom: 13.6 }),
    [location?.lon, location?.lat],
  )
  if (location === null)
    return incident.place === 'unknown' && finders.includes(role) ? (
      <Locate incident={incident} />
    ) : (
      <div className={css.inset}>
        <p className={css.noPlace}>
          {incident.place === 'unknown'
            ? t('place.unknown')
            : t('place.cell', { cell: incident.cell ?? '—' })}
        </p>
      </div>
    )
  return (
    <div className={css.inset}>
      <CityMap
        label={t('map.label')}
        incidents={[incident]}
        units={units.data ?? []}
        selectedIncident={incident.id}
        only={sent.size > 0 ? sent : undefined}
        focus={focus}
      />
      <Link to="/room" className={css.toRoom}>
        {t('page.room')}
      </Link>
    </div>
  )
}
