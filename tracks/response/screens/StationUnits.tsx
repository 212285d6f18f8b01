import { UnitMark, unitShapeOf, useText } from '@kuaiji/ui'
import { Link } from '@tanstack/react-router'
import type { Point, UnitItem } from '../shape.ts'
import { capabilityName, statusName } from './names.ts'
import css from './units.module.css'

/** The units of one station with both layers of their status. */
export function StationUnits({
  units,
  onLook,
}: {
  units: readonly UnitItem[]
  onLook?: ((point: Point) => void) | undefined
}) {
  const { t, say } = useText()
  return (
    <table className={css.units}>
      <thead className="seen-by-readers">
        <tr>
          <th>{t('unit.call_sign')}</th>
          <th>{t('unit.status')}</th>
          <th>{t('unit.layer')}</th>
          <th>{t('unit.capabilities')}</th>
          <th>{t('incident.one')}</th>
        </tr>
      </thead>
      <tbody>
        {units.map(unit => (
          <tr key={unit.id}>
            <th scope="row">
              {onLook ? (
                <button type="button" onClick={() => onLook(unit.location)} data-row>
                  {unit.callSign}
                </button>
              ) : (
                unit.callSign
              )}
            </th>
            <td>
              <span className={css.status}>
                <UnitMark shape={unitShapeOf(unit.status, unit.primary)} size={11} />
                {say(statusName(unit.status))}
              </span>
            </td>
            <td className={css.layer}>{t(`unit_primary.${unit.primary}`)}</td>
            <td className={css.capabilities}>
              {unit.capabilities.map(code => say(capabilityName(code))).join('、')}
            </td>
            <td>
              {unit.incident !== null && (
                <Link to="/incidents/$incident" params={{ incident: unit.incident }} className={css.link}>
                  {t('incident.open')}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
