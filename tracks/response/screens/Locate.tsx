import { Button, useText } from '@kuaiji/ui'
import { useState } from 'react'
import type { IncidentDetail, Point } from '../shape.ts'
import { useCommand } from './command.ts'
import css from './incident.module.css'
import { CityMap } from './map/CityMap.tsx'
import { PlaceField } from './PlaceField.tsx'

/** An incident that nobody knew the place of gets one: on the map, or typed. */
export function Locate({ incident }: { incident: IncidentDetail }) {
  const { t } = useText()
  const [point, setPoint] = useState<Point>()
  const [focus, setFocus] = useState<{ point: Point; zoom: number }>()
  const command = useCommand([['incident', incident.id], ['incidents'], ['recommendation', incident.id]])
  return (
    <div className={css.locate}>
      <div className={css.inset}>
        <CityMap
          label={t('map.label')}
          incidents={[]}
          units={[]}
          pick={point}
          focus={focus}
          onPick={setPoint}
        />
      </div>
      <div className={css.locateForm}>
        <PlaceField
          point={point}
          told={null}
          onPlace={(chosen, look) => {
            setPoint(chosen)
            if (look && chosen !== undefined) setFocus({ point: chosen, zoom: 14 })
          }}
        />
        <Button
          look="main"
          disabled={point === undefined}
          busy={command.isPending}
          onClick={() =>
            command.mutate({
              path: `/api/incidents/${incident.id}/location`,
              body: { location: point },
              done: t('incident.located'),
            })
          }
        >
          {t('incident.locate')}
        </Button>
      </div>
    </div>
  )
}
