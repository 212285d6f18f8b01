import { Empty, GradeMark, Key, Loaded, moveInList, Pane, useKeys, useText } from '@kuaiji/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { IncidentItem } from '../shape.ts'
import { Ageing } from './Ageing.tsx'
import css from './board.module.css'
import { districtLabel, useCity } from './city.ts'
import { gradeName, typeName } from './names.ts'
import { type IncidentDesks, isUnassigned } from './order.ts'
import { UnitPips } from './Pips.tsx'

/** Open incidents by grade and age; who has nobody sent to them says so, and by how much it is late. */
export function IncidentBoard({
  query,
  desks,
  selected,
  onSelect,
}: {
  query: UseQueryResult<readonly IncidentItem[]>
  desks: IncidentDesks
  selected: string | undefined
  onSelect: (id: string) => void
}) {
  const { t } = useText()
  const list = useRef<HTMLDivElement>(null)
  const { unassigned, underWay, toReview } = desks
  const move = (step: number) => () => moveInList(list.current, step)
  useKeys(t('incident.board'), [
    { keys: 'j', does: t('keys.next'), run: move(1) },
    { keys: 'k', does: t('keys.previous'), run: move(-1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  return (
    <Pane
      title={t('incident.board')}
      count={unassigned.length + underWay.length}
      tools={
        <>
          {unassigned.length > 0 && (
            <span className={css.waiting}>{t('incident.waiting', { count: unassigned.length })}</span>
          )}
          {toReview.length > 0 && (
            <Link to="/incidents" search={{ shelf: 'review' }} className={css.review}>
              {t('incident.to_review', { count: toReview.length })}
            </Link>
          )}
        </>
      }
    >
      <Loaded query={query} lines={9}>
        {() =>
          unassigned.length + underWay.length === 0 ? (
            <Empty title={t('incident.none')}>{t('incident.none_hint')}</Empty>
          ) : (
            // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the buttons inside
            <div
              ref={list}
              onKeyDown={event => {
                if (event.key === 'ArrowDown') move(1)()
                if (event.key === 'ArrowUp') move(-1)()
              }}
            >
              {[unassigned, underWay].map(
                (incidents, i) =>
                  incidents.length > 0 && (
                    <ul
                      key={i === 0 ? 'unassigned' : 'underWay'}
                      className={css.group}
                      aria-label={i === 0 ? t('incident.unassigned') : t('incident.under_way')}
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
                  ),
              )}
            </div>
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
        <Key>Enter</Key>
      </Link>
    </li>
  )
}
