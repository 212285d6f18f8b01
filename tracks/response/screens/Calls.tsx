import { Age, Button, Empty, Loaded, moveInList, Pane, useKeys, useText, When } from '@kuaiji/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import type { CallItem } from '../shape.ts'
import { CallMark } from './CallMark.tsx'
import css from './calls.module.css'
import { districtLabel, useCity } from './city.ts'
import { useCommand } from './command.ts'
import { channelName } from './names.ts'
import type { CallDesks } from './order.ts'

/** Calls that wait: ringing first and oldest first, then callers who hung up and are called back. */
export function Calls({
  query,
  desks,
  current,
  onCurrent,
}: {
  query: UseQueryResult<readonly CallItem[]>
  desks: CallDesks
  /** The call on the desk; the queue makes room for it. */
  current: string | undefined
  onCurrent: (id: string) => void
}) {
  const { t } = useText()
  const list = useRef<HTMLDivElement>(null)
  const command = useCommand([['calls']])
  const next = desks.ringing[0] ?? desks.toCallBack[0]

  function claim(call: CallItem): void {
    command.mutate({ path: `/api/calls/${call.id}/claim` })
  }

  useKeys(t('call.queue'), [
    {
      keys: 'c',
      does: t('keys.claim'),
      run: () => {
        if (next !== undefined && !command.isPending) claim(next)
      },
    },
  ])

  const waiting = desks.ringing.length + desks.toCallBack.length
  return (
    <Pane title={t('call.queue')} count={waiting} className={current === undefined ? css.queue : css.compact}>
      <Loaded query={query} lines={4}>
        {() => (
          // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the buttons inside
          <div
            ref={list}
            onKeyDown={event => {
              if (event.key === 'ArrowDown') moveInList(list.current, 1)
              if (event.key === 'ArrowUp') moveInList(list.current, -1)
            }}
          >
            {waiting + desks.others.length === 0 && (
              <Empty title={t('call.none')}>{t('call.none_hint')}</Empty>
            )}
            {desks.mine.length > 1 && (
              <Group calls={desks.mine} kind="mine" title={t('call.at_this_seat')}>
                {call => (
                  <Button small disabled={call.id === current} onClick={() => onCurrent(call.id)} data-row>
                    {t('call.continue')}
                  </Button>
                )}
              </Group>
            )}
            <Group calls={desks.ringing} kind="ringing">
              {call => (
                <Button
                  look={call === next ? 'main' : undefined}
                  small
                  busy={command.isPending}
                  shortcut={call === next ? 'C' : undefined}
                  onClick={() => claim(call)}
                  data-row
                >
                  {t('call.claim')}
                </Button>
              )}
            </Group>
            <Group calls={desks.toCallBack} kind="abandoned" title={t('call.to_call_back')}>
              {call => (
                <Button
                  small
                  busy={command.isPending}
                  shortcut={call === next ? 'C' : undefined}
                  onClick={() => claim(call)}
                  data-row
                >
                  {t('call.call_back')}
                </Button>
              )}
            </Group>
            <Group calls={desks.others} kind="claimed" title={t('call.at_other_seats')}>
              {call => <span className={css.seat}>{call.seat}</span>}
            </Group>
          </div>
        )}
      </Loaded>
    </Pane>
  )
}

function Group({
  calls,
  kind,
  title,
  children,
}: {
  calls: readonly CallItem[]
  kind: 'ringing' | 'abandoned' | 'claimed' | 'mine'
  title?: string
  children: (call: CallItem) => ReactNode
}) {
  const { t, say } = useText()
  const city = useCity()
  if (calls.length === 0) return null
  return (
    <section className={css.group}>
      {title && <h3>{title}</h3>}
      <ul>
        {calls.map(call => {
          const district = districtLabel(city, call.district)
          return (
            <li key={call.id} className={css.call} data-kind={kind}>
              <CallMark kind={kind === 'mine' ? 'claimed' : kind} />
              <div className={css.what}>
                <b>{say(channelName(call.channel))}</b>
                <span>
                  {call.outside
                    ? t('call.outside')
                    : district === undefined
                      ? t('place.unknown')
                      : say(district)}
                </span>
              </div>
              <div className={css.age}>
                {kind === 'claimed' ? (
                  <When at={call.receivedAt} form="minute" />
                ) : (
                  <Age since={call.receivedAt} />
                )}
              </div>
              <div className={css.act}>{children(call)}</div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
