import { callClasses, callResults, findIncidentType } from '@kuaiji/catalog'
import {
  Age,
  Button,
  Failed,
  Field,
  isProblem,
  Loading,
  notify,
  Segments,
  send,
  sentenceOf,
  useKeys,
  useText,
} from '@kuaiji/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallDetail, CallItem, IncidentItem, Point } from '../shape.ts'
import { CallClosing } from './CallClosing.tsx'
import css from './call-panel.module.css'
import { useCommand, type WriteAnswer } from './command.ts'
import { Nearby } from './Nearby.tsx'
import { NewIncident, type NewIncidentForm } from './NewIncident.tsx'
import { channelName } from './names.ts'
import { PlaceField } from './PlaceField.tsx'
import { callQuery } from './queries.ts'

interface Props {
  readonly call: CallItem
  readonly incidents: readonly IncidentItem[]
  /** Place pointed at on the map. */
  readonly place: Point | undefined
  readonly onPlace: (point: Point | undefined, look: boolean) => void
  readonly onIncident: (id: string) => void
}

/** The call on one's desk: what was said, where, and what becomes of it. */
export function CallPanel(props: Props) {
  const { t } = useText()
  const detail = useQuery(callQuery(props.call.id))
  return (
    <section className={css.panel} aria-label={t('call.panel')}>
      <header className={css.head}>
        <h2>{t('call.panel')}</h2>
        <Age since={props.call.receivedAt} className={css.age} />
      </header>
      {detail.data === undefined ? (
        detail.isError ? (
          <Failed error={detail.error} retry={() => void detail.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <Handling {...props} detail={detail.data} />
      )}
    </section>
  )
}

function Handling({ detail, incidents, place, onPlace, onIncident }: Props & { detail: CallDetail }) {
  const { t, say } = useText()
  const command = useCommand([['calls'], ['call', detail.id], ['incidents']])
  // A place beyond the border belongs to the call; an incident of ours has one of its own or none yet.
  const point = place ?? (detail.outside ? undefined : (detail.location ?? undefined))
  const open = useOpenIncident(detail, onIncident)
  const [closing, setClosing] = useState(false)
  const [form, setForm] = useState<NewIncidentForm>({
    type: undefined,
    grade: undefined,
    address: detail.address ?? '',
    description: detail.text ?? '',
  })

  function submit(): void {
    if (form.type === undefined || open.isPending) return
    open.mutate({ form, point })
  }

  useKeys(t('call.panel'), [
    { keys: 'mod+Enter', does: t('keys.open_incident'), inFields: true, run: submit },
  ])

  return (
    <>
      <div className={css.body}>
        <dl className={css.caller}>
          <div>
            <dt>{t('call.channel')}</dt>
            <dd>{say(channelName(detail.channel))}</dd>
          </div>
          <div>
            <dt>{t('call.telephone')}</dt>
            <dd className={css.telephone}>{detail.telephone ?? t('state.none')}</dd>
          </div>
        </dl>
        {detail.abandonedAt !== null && <CallBack call={detail} />}
        {detail.neighbour !== null && <Handover call={detail} />}
        {detail.text && <blockquote className={css.said}>{detail.text}</blockquote>}
        <NewIncident form={form} onChange={setForm} />
        <PlaceField point={point} onPlace={onPlace} told={detail.location} />
        <Field label={t('call.address')}>
          {control => (
            <input
              {...control}
              value={form.address}
              autoComplete="off"
              placeholder={t('call.address_hint')}
              onChange={event => setForm({ ...form, address: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('incident.description')}>
          {control => (
            <textarea
              {...control}
              rows={2}
              value={form.description}
              onChange={event => setForm({ ...form, description: event.target.value })}
            />
          )}
        </Field>
        <Segments
          legend={t('call.class')}
          value={detail.class ?? undefined}
          options={callClasses.map(row => ({ value: row.code as string, label: say(row.label) }))}
          onChange={chosen =>
            command.mutate({ path: `/api/calls/${detail.id}/classify`, body: { class: chosen } })
          }
        />
        <Nearby
          point={point}
          district={detail.district}
          incidents={incidents}
          busy={command.isPending}
          onAttach={incident =>
            command.mutate({
              path: `/api/calls/${detail.id}/attach`,
              body: { incident: incident.id },
              done: t('call.attached', { number: incident.number }),
            })
          }
        />
      </div>
      <footer className={css.actions}>
        <Button
          look="main"
          shortcut="Ctrl Enter"
          busy={open.isPending}
          disabled={form.type === undefined}
          onClick={submit}
        >
          {t('call.open_incident')}
        </Button>
        <Button look="quiet" onClick={() => setClosing(true)}>
          {t('call.close')}
        </Button>
      </footer>
      {closing && (
        <CallClosing
          results={callResults}
          busy={command.isPending}
          onDismiss={() => setClosing(false)}
          onClose={result =>
            command.mutate({
              path: `/api/calls/${detail.id}/close`,
              body: { result },
              done: t('call.closed'),
            })
          }
        />
      )}
    </>
  )
}

/** A call from beyond the border stays ours until the neighbour has accepted it. */
function Handover({ call }: { call: CallDetail }) {
  const { t } = useText()
  const command = useCommand([['calls'], ['call', call.id]])
  return (
    <div className={css.callBack}>
      <p>{t('call.handing_over')}</p>
      <Button
        small
        busy={command.isPending}
        onClick={() =>
          command.mutate({ path: `/api/calls/${call.id}/handover-acceptance`, done: t('call.handed_over') })
        }
      >
        {t('call.neighbour_accepted')}
      </Button>
    </div>
  )
}

/** A caller who hung up: somebody rings back and says whether anyone answered. */
function CallBack({ call }: { call: CallDetail }) {
  const { t } = useText()
  const command = useCommand([['calls'], ['call', call.id]])
  const tell = (reached: boolean) =>
    command.mutate({ path: `/api/calls/${call.id}/callback`, body: { reached } })
  if (call.calledBackAt !== null) return null
  return (
    <div className={css.callBack}>
      <p>{t('call.call_back_now')}</p>
      <Button small busy={command.isPending} onClick={() => tell(true)}>
        {t('call.reached')}
      </Button>
      <Button small busy={command.isPending} onClick={() => tell(false)}>
        {t('call.not_reached')}
      </Button>
    </div>
  )
}

/** Opens the incident; a call that nobody classified takes the class of the incident's type first. */
function useOpenIncident(call: CallDetail, onIncident: (id: string) => void) {
  const { t } = useText()
  const queries = useQueryClient()
  return useMutation({
    async mutationFn({ form, point }: { form: NewIncidentForm; point: Point | undefined }) {
      const category = findIncidentType(form.type ?? '')?.category
      if (call.class === null && category !== undefined)
        await send('POST', `/api/calls/${call.id}/classify`, { class: category })
      return send<WriteAnswer>('POST', '/api/incidents', {
        type: form.type,
        ...(form.grade === undefined ? {} : { grade: form.grade }),
        ...(point === undefined ? {} : { location: point }),
        ...(form.address.trim() === '' ? {} : { address: form.address.trim() }),
        ...(form.description.trim() === '' ? {} : { description: form.description.trim() }),
        calls: [call.id],
      })
    },
    onSuccess: answer => {
      notify('good', t('incident.opened', { number: answer.number ?? '' }))
      onIncident(answer.id)
    },
    onError: error => notify('bad', isProblem(error) ? sentenceOf(error, t) : t('state.failed_hint')),
    onSettled: () =>
      Promise.all(
        [['calls'], ['call', call.id], ['incidents']].map(queryKey =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  })
}
