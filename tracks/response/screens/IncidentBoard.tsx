import { Empty, GradeMark, Loaded, moveInList, Pane, useKeys, useText } from '@kuaiji/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { IncidentItem } from '../shape.ts'
import { Ageing } from './Ageing.tsx'
import css from './board.module.css'
import { districtLabel, useCity } from './city.ts'
import { gradeName, typeName } from './names.ts'
import { isUnassigned } from './order.ts'
import { UnitPips } from './Pips.tsx'

/** Open incidents by grade and age; who has nobody sent to them says so, and by how much it is late. */
export function IncidentBoard({
  query,
  incidents,
  selected,
  onSelect,
}: {
  query: UseQueryResult<readonly IncidentItem[]>
  incidents: readonly IncidentItem[]
  selected: string | undefined
  onSelect: (id: string) => void
}) {
  const { t } = useText()
  const list = useRef<HTMLUListElement>(null)
  const waiting = incidents.filter(isUnassigned).length
  const move = (step: number) => () => moveInList(list.current, step)
  useKeys(t('incident.board'), [
    { keys: 'j', does: t('keys.next'), run: move(1) },
    { keys: 'k', does: t('keys.previous'), run: move(-1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  return (
    <Pane
      title={t('incident.board')}
      count={incidents.length}
      tools={waiting > 0 && <span className={css.waiting}>{t('incident.waiting', { count: waiting })}</span>}
    >
      <Loaded query={query} lines={9}>
        {() =>
          incidents.length === 0 ? (
            <Empty title={t('incident.none')}>{t('incident.none_hint')}</Empty>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveElementInteractions: arrows move among the buttons inside
            <ul
              ref={list}
              onKeyDown={event => {
                if (event.key === 'ArrowDown') move(1)()
                if (event.key === 'ArrowUp') move(-1)()
              }}
            >
              {incidents.map(incident => (
                <Row
                  key={incident.id}
                  incident={incident}
                  selected={incident.id === selected}
                  onSelect={onSelect}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Pane>
  )
}

function Row({
  incident,
  selected,
  onSelect,
}: {
  incident: IncidentItem
  selected: boolean
  onSelect: (id: string) => void
}) {
  const { t, say } = useText()
  const navigate = useNavigate()
  const city = useCity()
  const district = districtLabel(city, incident.district)
  const unassigned = isUnassigned(incident)
  const open = () => void navigate({ to: '/incidents/$incident', params: { incident: incident.id } })
  return (
    <li className={css.row} data-selected={selected}>
      <button
        type="button"
        className={css.main}
        data-row
        data-incident={incident.number}
        aria-current={selected}
        onClick={() => onSelect(incident.id)}
        onDoubleClick={open}
        onKeyDown={event => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          open()
        }}
        onFocus={event => {
          if (event.currentTarget.matches(':focus-visible')) onSelect(incident.id)
        }}
      >
        <GradeMark grade={incident.grade} size={22} label={say(gradeName(incident.grade))} />
        <span className={css.title}>
          <b>{say(typeName(incident.type))}</b>
          <span className={css.place}>
            {incident.place === 'unknown' ? t('place.unknown') : district && say(district)}
          </span>
        </span>
        <span className={css.number}>{incident.number}</span>
        <Ageing incident={incident} />
        <span className={css.under}>
          {unassigned ? (
            <span className={css.nobody}>{t('incident.unassigned')}</span>
          ) : (
            <>
              {incident.status !== 'open' && (
                <span className={css.status}>{t(`incident_status.${incident.status}`)}</span>
              )}
              {incident.assignments.map(assignment => (
                <UnitPips key={assignment.id} assignment={assignment} />
              ))}
            </>
          )}
        </span>
      </button>
      <Link
        to="/incidents/$incident"
        params={{ incident: incident.id }}
        className={css.open}
        tabIndex={-1}
        aria-label={t('incident.open_named', { number: incident.number })}
      >
        {t('incident.open')}
        <kbd aria-hidden="true">Enter</kbd>
      </Link>
    </li>
  )
}
