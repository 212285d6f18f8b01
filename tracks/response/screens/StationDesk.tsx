import {
  Age,
  Button,
  Empty,
  GradeMark,
  Loaded,
  moveInList,
  Pane,
  useKeys,
  useSeat,
  useText,
} from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { AssignmentItem, IncidentItem } from '../shape.ts'
import { districtLabel, labelOf, useCity } from './city.ts'
import { useCommand } from './command.ts'
import { gradeName, typeName } from './names.ts'
import { isActive } from './order.ts'
import { UnitPips } from './Pips.tsx'
import { openIncidentsQuery, unitsQuery } from './queries.ts'
import { StationUnits } from './StationUnits.tsx'
import css from './station.module.css'

interface Order {
  readonly incident: IncidentItem
  readonly assignment: AssignmentItem
}

/** The station's own desk: orders to sign for first (签收), then those under way, then its units. */
export function StationDesk() {
  const { t, say } = useText()
  const { unit } = useSeat()
  const city = useCity()
  const incidents = useQuery(openIncidentsQuery)
  const units = useQuery(unitsQuery)
  const station = city.stations.find(s => s.id === unit)
  const orders = ordersOf(incidents.data ?? [], unit)
  const unsigned = orders.filter(o => o.assignment.status === 'assigned')
  const underWay = orders.filter(o => o.assignment.status !== 'assigned')
  const list = useRef<HTMLUListElement>(null)
  const command = useCommand([['incidents'], ['units']])
  const sign = ({ assignment }: Order) =>
    command.mutate({
      path: `/api/assignments/${assignment.id}/milestones`,
      body: { type: 'signed' },
      done: t('station.signed', { callSign: assignment.callSign }),
    })
  useKeys(t('page.station'), [
    { keys: 'j', does: t('keys.next'), run: () => moveInList(list.current, 1) },
    { keys: 'k', does: t('keys.previous'), run: () => moveInList(list.current, -1) },
    {
      keys: 's',
      does: t('keys.sign'),
      run: () => {
        if (unsigned[0] !== undefined && !command.isPending) sign(unsigned[0])
      },
    },
  ])
  return (
    <div className={css.page}>
      <h1 className={css.head}>{station === undefined ? t('page.station') : say(labelOf(station.name))}</h1>
      <div className={css.columns}>
        <Pane title={t('station.to_sign')} count={unsigned.length} className={css.orders}>
          <Loaded query={incidents}>
            {() =>
              unsigned.length === 0 ? (
                <Empty title={t('station.none')}>{t('station.none_hint')}</Empty>
              ) : (
                <ul ref={list}>
                  {unsigned.map((order, i) => (
                    <OrderRow key={order.assignment.id} order={order}>
                      <Button
                        look={i === 0 ? 'main' : undefined}
                        shortcut={i === 0 ? 'S' : undefined}
                        busy={command.isPending}
                        onClick={() => sign(order)}
                        data-row
                      >
                        {t('station.sign')}
                      </Button>
                    </OrderRow>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Pane>
        <div className={css.side}>
          <Pane title={t('station.under_way')} count={underWay.length}>
            {underWay.length === 0 ? (
              <Empty title={t('station.none_under_way')} />
            ) : (
              <ul>
                {underWay.map(order => (
                  <OrderRow key={order.assignment.id} order={order} />
                ))}
              </ul>
            )}
          </Pane>
          <Pane title={t('station.units')}>
            <Loaded query={units}>
              {all => (
                <div className={css.units}>
                  <StationUnits units={all.filter(u => u.station === unit)} />
                </div>
              )}
            </Loaded>
          </Pane>
        </div>
      </div>
    </div>
  )
}

function OrderRow({ order, children }: { order: Order; children?: React.ReactNode }) {
  const { t, say } = useText()
  const city = useCity()
  const { incident, assignment } = order
  const district = districtLabel(city, incident.district)
  return (
    <li className={css.order}>
      <GradeMark grade={incident.grade} size={26} label={say(gradeName(incident.grade))} />
      <div className={css.what}>
        <Link to="/incidents/$incident" params={{ incident: incident.id }}>
          <b>{say(typeName(incident.type))}</b> <span>{incident.number}</span>
        </Link>
        <span>{district === undefined ? t('place.unknown') : say(district)}</span>
        <UnitPips assignment={assignment} />
      </div>
      <Age since={assignment.milestones.assignedAt} className={css.age} />
      {children}
    </li>
  )
}

function ordersOf(incidents: readonly IncidentItem[], station: string): readonly Order[] {
  return incidents
    .flatMap(incident =>
      incident.assignments
        .filter(a => a.station === station && isActive(a))
        .map(assignment => ({ incident, assignment })),
    )
    .sort(
      (a, b) =>
        a.incident.grade - b.incident.grade ||
        a.assignment.milestones.assignedAt.localeCompare(b.assignment.milestones.assignedAt),
    )
}
