import { Button, Field, useText } from '@kuaiji/ui'
import { useState } from 'react'
import type { Point } from '../shape.ts'
import css from './call-panel.module.css'
import { formatPoint, parsePoint } from './point-text.ts'

/** Where it is: pointed at on the map, or typed as latitude and longitude by whoever has no pointer. */
export function PlaceField({
  point,
  told,
  onPlace,
}: {
  point: Point | undefined
  told: Point | null
  onPlace: (point: Point | undefined, look: boolean) => void
}) {
  const { t } = useText()
  const [typed, setTyped] = useState<string>()
  return (
    <div className={css.place}>
      <Field label={t('call.place')} className={css.placeField}>
        {control => (
          <input
            {...control}
            value={typed ?? (point === undefined ? '' : formatPoint(point))}
            placeholder={t('call.place_hint')}
            autoComplete="off"
            onChange={event => {
              setTyped(event.target.value)
              const parsed = parsePoint(event.target.value)
              if (parsed !== undefined) onPlace(parsed, true)
            }}
            onBlur={() => setTyped(undefined)}
          />
        )}
      </Field>
      {point !== undefined && (
        <Button look="quiet" small onClick={() => onPlace(point, true)}>
          {t('map.look')}
        </Button>
      )}
      {point !== undefined && point !== told && (
        <Button look="quiet" small onClick={() => onPlace(undefined, false)}>
          {t('call.place_reset')}
        </Button>
      )}
    </div>
  )
}
