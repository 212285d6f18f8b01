import { Loaded, moveInList, Pane, Segments, UnitMark, unitShapeOf, useKeys, useText } from '@kuaiji/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Point, UnitItem } from '../shape.ts'
import { type CityStation, districtLabel, labelOf, useCity } from './city.ts'
import { StationUnits } from './StationUnits.tsx'
import css from './units.module.css'

/** A station with more units than fit beside its name takes a line of its own. */
const rowMax = 6

type Filter = 'all' | 'available' | 'working'

interface StationRow {
  readonly station: CityStation
  readonly units: readonly UnitItem[]
}

/** Every unit as one mark, at its station, by district: where strength is and where it is thin. */
export function UnitBoard({
  query,
  onLook,
}: {
  query: UseQueryResult<readonly UnitItem[]>
  onLook: (point: Point) => void
}) {
  const { t, say } = useText()
  const city = useCity()
  const [filter, setFilter] = useState<Filter>('all')
  const [open, setOpen] = useState<string>()
  const board = useRef<HTMLDivElement>(null)
  const districts = useMemo(
    () => byDistrict(query.data ?? [], city.stations, filter),
    [query.data, city, filter],
  )
  useKeys(t('unit.board'), [{ keys: 'u', does: t('keys.units'), run: () => moveInList(board.current, 1) }])
  return (
    <Pane
      title={t('unit.board')}
      count={
        query.data &&
        counts(query.data)
          .map(([key, count]) => t(`unit.${key}`, { count }))
          .join(' · ')
      }
      tools={
        <Segments
          legend={t('unit.filter')}
          hideLegend
          value={filter}
          options={(['all', 'available', 'working'] as const).map(value => ({
            value,
            label: t(`unit.filter_${value}`),
          }))}
          onChange={setFilter}
        />
      }
      className={css.pane}
    >
      <Loaded query={query} lines={5}>
        {() => (
          // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the buttons inside
          <div
            ref={board}
            onKeyDown={event => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowRight') moveInList(board.current, 1)
              if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') moveInList(board.current, -1)
              if (event.key === 'Escape') setOpen(undefined)
            }}
          >
            {districts.map(({ code, rows }) => {
              const label = districtLabel(city, code)
              const shown = rows.find(row => row.station.id === open)
              return (
                <section key={code} className={css.district}>
                  <h3>
                    {label === undefined ? code : say(label)}
                    <span>
                      {rows.reduce((n, row) => n + row.units.filter(isAvailable).length, 0)} /{' '}
                      {rows.reduce((n, row) => n + row.units.length, 0)}
                    </span>
                  </h3>
                  <ul>
                    {rows.map(row => (
                      <StationCell
                        key={row.station.id}
                        row={row}
                        open={row.station.id === open}
                        onOpen={() => {
                          setOpen(row.station.id === open ? undefined : row.station.id)
                          onLook(row.station.location)
                        }}
                      />
                    ))}
                  </ul>
                  {shown && <StationUnits units={shown.units} onLook={onLook} />}
                </section>
              )
            })}
          </div>
        )}
      </Loaded>
    </Pane>
  )
}

function StationCell({ row, open, onOpen }: { row: StationRow; open: boolean; onOpen: () => void }) {
  const { t, say } = useText()
  const name = say(labelOf(row.station.name))
  const told = counts(row.units)
    .map(([key, count]) => t(`unit.${key}`, { count }))
    .join(' ')
  return (
    <li data-large={row.units.length > rowMax}>
      <button
        type="button"
        className={css.station}
        aria-expanded={open}
        aria-label={`${name} ${told}`}
        onClick={onOpen}
        data-row
      >
        <span className={css.name}>{name.replace(/派出所$| Station$/, '')}</span>
        <span className={css.marks}>
          {row.units.map(unit => (
            <UnitMark key={unit.id} shape={unitShapeOf(unit.status, unit.primary)} size={11} />
          ))}
        </span>
      </button>
    </li>
  )
}

function isAvailable(unit: UnitItem): boolean {
  return unit.primary === 'Available'
}

/** The primary layer, counted. */
function counts(
  units: readonly UnitItem[],
): [key: 'available' | 'partly' | 'not_available', count: number][] {
  const of = (primary: UnitItem['primary']) => units.filter(u => u.primary === primary).length
  const partly = of('ConditionallyAvailable')
  return [
    ['available', of('Available')],
    ...(partly > 0 ? ([['partly', partly]] as ['partly', number][]) : []),
    ['not_available', of('NotAvailable')],
  ]
}

function byDistrict(units: readonly UnitItem[], stations: readonly CityStation[], filter: Filter) {
  const wanted = units.filter(
    unit => filter === 'all' || (filter === 'available' ? isAvailable(unit) : unit.assignment !== null),
  )
  const ofStation = Map.groupBy(wanted, unit => unit.station)
  const rows = stations
    .filter(station => filter === 'all' || ofStation.has(station.id))
    .map(station => ({ station, units: inOrder(ofStation.get(station.id) ?? []) }))
  return [...Map.groupBy(rows, row => row.station.district)].map(([code, rows]) => ({ code, rows }))
}

function inOrder(units: readonly UnitItem[]): readonly UnitItem[] {
  return [...units].sort((a, b) => a.callSign.localeCompare(b.callSign, 'zh-CN', { numeric: true }))
}
