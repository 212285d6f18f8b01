import { Empty, GradeMark, Loaded, moveInList, Pane, Segments, useKeys, useText, When } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { IncidentItem } from '../shape.ts'
import { districtLabel, useCity } from './city.ts'
import { gradeName, typeName } from './names.ts'
import { closedIncidentsQuery, openIncidentsQuery } from './queries.ts'
import css from './register.module.css'

/** The register of incidents: those to be reviewed, those open, and the latest that were closed. */
export function Register() {
  const { t } = useText()
  const { shelf = 'open' } = useSearch({ from: '/incidents' })
  const navigate = useNavigate()
  const query = useQuery(shelf === 'closed' ? closedIncidentsQuery : openIncidentsQuery)
  const list = useRef<HTMLTableSectionElement>(null)
  useKeys(t('page.incidents'), [
    { keys: 'j', does: t('keys.next'), run: () => moveInList(list.current, 1) },
    { keys: 'k', does: t('keys.previous'), run: () => moveInList(list.current, -1) },
    { keys: 'Enter', does: t('keys.open') },
  ])
  const items = (query.data ?? [])
    .filter(i =>
      shelf === 'review' ? i.status === 'final_feedback' : shelf === 'closed' ? i.status === 'closed' : true,
    )
    .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))
  return (
    <Pane
      title={t('page.incidents')}
      count={items.length}
      className={css.pane}
      tools={
        <Segments
          legend={t('register.shelf')}
          hideLegend
          value={shelf}
          options={(['open', 'review', 'closed'] as const).map(value => ({
            value,
            label: t(`register.${value}`),
          }))}
          onChange={chosen => void navigate({ to: '/incidents', search: { shelf: chosen } })}
        />
      }
    >
      <h1 className="seen-by-readers">{t('page.incidents')}</h1>
      <Loaded query={query} lines={12}>
        {() =>
          items.length === 0 ? (
            <Empty title={t('register.none')} />
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th>{t('incident.grade')}</th>
                  <th>{t('incident.number')}</th>
                  <th>{t('incident.type')}</th>
                  <th>{t('incident.district')}</th>
                  <th>{t('incident.status')}</th>
                  <th>{t('incident.opened_at')}</th>
                  <th>{t('incident.units')}</th>
                </tr>
              </thead>
              <tbody ref={list}>
                {items.map(item => (
                  <Row key={item.id} item={item} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Pane>
  )
}

function Row({ item }: { item: IncidentItem }) {
  const { t, say } = useText()
  const navigate = useNavigate()
  const city = useCity()
  const district = districtLabel(city, item.district)
  const open = () => void navigate({ to: '/incidents/$incident', params: { incident: item.id } })
  return (
    <tr onClick={open}>
      <td>
        <GradeMark grade={item.grade} size={18} label={say(gradeName(item.grade))} />
      </td>
      <td>
        <button type="button" data-row onClick={open}>
          {item.number}
        </button>
      </td>
      <td>{say(typeName(item.type))}</td>
      <td>{district === undefined ? t('place.unknown') : say(district)}</td>
      <td>{t(`incident_status.${item.status}`)}</td>
      <td>
        <When at={item.openedAt} form="full" />
      </td>
      <td>{item.assignments.map(a => a.callSign).join('、')}</td>
    </tr>
  )
}
