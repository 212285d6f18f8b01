import { Dialog, notify, useText } from '@kuaiji/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useCommand } from './command.ts'
import css from './command-line.module.css'
import { findByNumber, type LineCommand, parseLine } from './command-line.ts'
import { isActive } from './order.ts'
import { openIncidentsQuery, unitsQuery } from './queries.ts'

const hints = ['open', 'dispatch', 'acknowledge', 'en_route', 'arrive', 'clear'] as const

/** One line for those who type faster than they point. */
export function CommandLine({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const [line, setLine] = useState('')
  const [wrong, setWrong] = useState(false)
  const carryOut = useCarryOut(onClose)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setWrong(!(await carryOut(parseLine(line))))
  }

  return (
    <Dialog title={t('command.title')} onClose={onClose}>
      <form onSubmit={event => void submit(event)} className={css.form}>
        <input
          className={css.line}
          value={line}
          aria-label={t('command.title')}
          aria-invalid={wrong}
          placeholder="D 巡101 123"
          autoComplete="off"
          spellCheck={false}
          onChange={event => {
            setLine(event.target.value)
            setWrong(false)
          }}
        />
        <p role="alert" className={css.wrong}>
          {wrong && t('command.not_understood')}
        </p>
        <dl className={css.hints}>
          {hints.map(hint => (
            <div key={hint}>
              <dt>{t(`command.form.${hint}`)}</dt>
              <dd>{t(`command.does.${hint}`)}</dd>
            </div>
          ))}
        </dl>
      </form>
    </Dialog>
  )
}

/** Answers whether there was something to do. */
function useCarryOut(onDone: () => void): (command: LineCommand) => Promise<boolean> {
  const { t } = useText()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const command = useCommand()

  return async asked => {
    const incidents = await queries.ensureQueryData(openIncidentsQuery).catch(() => [])
    switch (asked.does) {
      case 'nothing':
        return false
      case 'open': {
        const incident = findByNumber(incidents, asked.number)
        if (incident === undefined) return false
        onDone()
        await navigate({ to: '/incidents/$incident', params: { incident: incident.id } })
        return true
      }
      case 'dispatch': {
        const incident = findByNumber(incidents, asked.number)
        const units = await queries.ensureQueryData(unitsQuery)
        const wanted = asked.callSigns.map(callSign => units.find(unit => unit.callSign === callSign))
        if (incident === undefined || wanted.includes(undefined)) return false
        onDone()
        for (const unit of wanted)
          await command
            .mutateAsync({
              path: `/api/incidents/${incident.id}/assignments`,
              body: { unit: unit!.id },
              done: t('recommendation.sent', { callSign: unit!.callSign }),
              names: unit!,
            })
            .catch(() => undefined)
        return true
      }
      case 'milestone': {
        const assignment = incidents
          .flatMap(incident => incident.assignments)
          .find(a => a.callSign === asked.callSign && isActive(a))
        if (assignment === undefined) return false
        onDone()
        await command
          .mutateAsync({ path: `/api/assignments/${assignment.id}/milestones`, body: { type: asked.type } })
          .then(() => notify('good', t('command.reported', { callSign: asked.callSign })))
          .catch(() => undefined)
        return true
      }
    }
  }
}
