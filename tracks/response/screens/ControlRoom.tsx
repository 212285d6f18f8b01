import { announce, useKeys, useSeat, useText } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { IncidentItem, Point } from '../shape.ts'
import { CallPanel } from './CallPanel.tsx'
import { Calls } from './Calls.tsx'
import { IncidentBoard } from './IncidentBoard.tsx'
import { CityMap } from './map/CityMap.tsx'
import { sortCalls, sortIncidents } from './order.ts'
import { callsQuery, openIncidentsQuery, unitsQuery } from './queries.ts'
import css from './room.module.css'
import { UnitBoard } from './UnitBoard.tsx'

/** Where calls come in, incidents wait for units, and units are seen: one screen for all three. */
export function ControlRoom() {
  const { t } = useText()
  const seat = useSeat()
  const calls = useQuery(callsQuery)
  const incidents = useQuery(openIncidentsQuery)
  const units = useQuery(unitsQuery)
  const [selected, setSelected] = useState<string>()
  const [focus, setFocus] = useState<{ point: Point; zoom?: number }>()
  const [pick, setPick] = useState<Point>()

  const desks = useMemo(() => sortCalls(calls.data ?? [], seat.seat), [calls.data, seat.seat])
  const board = useMemo(() => sortIncidents(incidents.data ?? []), [incidents.data])
  const active = useMemo(() => [...board.unassigned, ...board.underWay], [board])
  const [current, setCurrent] = useState<string>()
  const mine = desks.mine.find(call => call.id === current) ?? desks.mine[0]

  function select(id: string | undefined): void {
    setSelected(id)
    const point = active.find(i => i.id === id)?.location
    if (point) setFocus({ point })
  }

  function choosePlace(point: Point | undefined, look: boolean): void {
    setPick(point)
    if (look && point !== undefined) setFocus({ point, zoom: 14 })
  }

  useKeys(t('page.room'), [{ keys: 'Escape', does: t('keys.deselect'), run: () => setSelected(undefined) }])
  useAnnouncements(desks.ringing.length, incidents.data)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call is another place
  useEffect(() => setPick(undefined), [mine?.id])

  return (
    <div className={css.room} data-call={mine !== undefined}>
      <h1 className="seen-by-readers">{t('page.room')}</h1>
      <div className={css.calls}>
        <Calls query={calls} desks={desks} current={mine?.id} onCurrent={setCurrent} />
        {mine && (
          <CallPanel
            key={mine.id}
            call={mine}
            incidents={active}
            place={pick}
            onPlace={choosePlace}
            onIncident={id => setSelected(id)}
          />
        )}
      </div>
      <IncidentBoard query={incidents} desks={board} selected={selected} onSelect={select} />
      <div className={css.field}>
        <CityMap
          label={t('map.label')}
          incidents={active}
          units={units.data ?? []}
          selectedIncident={selected}
          pick={pick}
          focus={focus}
          onIncident={select}
          onPick={mine === undefined ? undefined : point => choosePlace(point, false)}
        />
        <UnitBoard query={units} onLook={point => setFocus({ point, zoom: 14.5 })} />
      </div>
    </div>
  )
}

/** A new call is said politely; an incident of the highest grade interrupts. */
function useAnnouncements(ringing: number, incidents: readonly IncidentItem[] | undefined): void {
  const { t } = useText()
  const before = useRef({ ringing, known: undefined as ReadonlySet<string> | undefined })
  useEffect(() => {
    if (ringing > before.current.ringing) announce(t('call.announced', { count: ringing }), 'polite')
    before.current.ringing = ringing
  }, [ringing, t])
  useEffect(() => {
    if (incidents === undefined) return
    const { known } = before.current
    const urgent = incidents.find(i => i.grade === 1 && known !== undefined && !known.has(i.id))
    if (urgent !== undefined) announce(t('incident.announced', { number: urgent.number }), 'assertive')
    before.current.known = new Set(incidents.map(i => i.id))
  }, [incidents, t])
}
