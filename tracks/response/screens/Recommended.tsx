import { Button, Loaded, Pane, useKeys, useText, When } from '@kuaiji/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { IncidentDetail, Recommendation } from '../shape.ts'
import { ArrivalRow } from './ArrivalRow.tsx'
import { useCommand } from './command.ts'
import { Deviation } from './Deviation.tsx'
import { capabilityName } from './names.ts'
import { recommendationQuery } from './queries.ts'
import css from './recommended.module.css'

type Candidate = Recommendation['units'][number]

/** Which units to send and why: all on one scale of seconds, so that nearer and sooner can be seen. */
export function Recommended({ incident, folded }: { incident: IncidentDetail; folded: boolean }) {
  const { t } = useText()
  const [open, setOpen] = useState(false)
  const hidden = folded && !open
  const query = useQuery({ ...recommendationQuery(incident.id), enabled: !hidden })
  if (hidden)
    return (
      <div className={css.folded}>
        <Button small onClick={() => setOpen(true)}>
          {t('recommendation.more')}
        </Button>
      </div>
    )
  return (
    <Pane
      title={t('recommendation.title')}
      className={css.pane}
      tools={
        query.data && (
          <span>
            {query.data.policy} · <When at={query.data.computedAt} />
          </span>
        )
      }
    >
      <Loaded query={query} lines={5}>
        {recommendation => <Arrivals incident={incident} recommendation={recommendation} />}
      </Loaded>
    </Pane>
  )
}

function Arrivals({
  incident,
  recommendation,
}: {
  incident: IncidentDetail
  recommendation: Recommendation
}) {
  const { t } = useText()
  const [instead, setInstead] = useState<Candidate>()
  const command = useCommand([
    ['incident', incident.id],
    ['incidents'],
    ['units'],
    ['recommendation', incident.id],
  ])
  const { units, alternatives, rejected, shortfall } = recommendation
  const longest = Math.max(
    60,
    ...[...units, ...alternatives].map(u => u.etaSeconds),
    ...rejected.map(u => u.etaSeconds ?? 0),
  )

  function send(unit: Candidate, deviation?: string): void {
    command.mutate({
      path: `/api/incidents/${incident.id}/assignments`,
      body: { unit: unit.unit, ...(deviation === undefined ? {} : { deviation }) },
      done: t('recommendation.sent', { callSign: unit.callSign }),
      names: unit,
    })
  }

  /** One order after the other: each is a record of its own, and one refusal does not take back the others. */
  async function sendAll(): Promise<void> {
    for (const unit of units)
      await command
        .mutateAsync({
          path: `/api/incidents/${incident.id}/assignments`,
          body: { unit: unit.unit },
          done: t('recommendation.sent', { callSign: unit.callSign }),
          names: unit,
        })
        .catch(() => undefined)
  }

  useKeys(t('recommendation.title'), [
    {
      keys: 's',
      does: t('keys.send'),
      run: () => {
        if (units.length > 0 && !command.isPending) void sendAll()
      },
    },
  ])

  return (
    <div className={css.body}>
      <Requirement recommendation={recommendation} />
      {shortfall.map(gap => (
        <Shortfall key={gap.capability} capability={gap.capability} missing={gap.missing} />
      ))}
      {units.length > 0 && (
        <>
          <ol className={css.rows}>
            {units.map(unit => (
              <ArrivalRow key={unit.unit} candidate={unit} longest={longest} chosen>
                <Button small busy={command.isPending} onClick={() => send(unit)}>
                  {t('recommendation.send')}
                </Button>
              </ArrivalRow>
            ))}
          </ol>
          <div className={css.all}>
            <Button look="main" shortcut="S" busy={command.isPending} onClick={() => void sendAll()}>
              {t('recommendation.send_all', { count: units.length })}
            </Button>
            <span>{t('recommendation.person_decides')}</span>
          </div>
        </>
      )}
      <Rejected rejected={rejected} longest={longest} />
      {alternatives.length > 0 && (
        <>
          <h3>{t('recommendation.alternatives')}</h3>
          <ol className={css.rows}>
            {alternatives.map(unit => (
              <ArrivalRow key={unit.unit} candidate={unit} longest={longest}>
                <Button look="quiet" small onClick={() => setInstead(unit)}>
                  {t('recommendation.send_instead')}
                </Button>
              </ArrivalRow>
            ))}
          </ol>
        </>
      )}
      {instead && (
        <Deviation
          unit={instead}
          busy={command.isPending}
          onClose={() => setInstead(undefined)}
          onSend={reason => {
            send(instead, reason)
            setInstead(undefined)
          }}
        />
      )}
    </div>
  )
}

const rejectedShown = 6

/** Units that are nearer and were not chosen, each with its reason; the first few say enough for most readers. */
function Rejected({ rejected, longest }: { rejected: Recommendation['rejected']; longest: number }) {
  const { t } = useText()
  const [all, setAll] = useState(false)
  if (rejected.length === 0) return null
  const shown = all ? rejected : rejected.slice(0, rejectedShown)
  return (
    <>
      <h3>{t('recommendation.rejected')}</h3>
      <ol className={css.rows}>
        {shown.map(unit => (
          <ArrivalRow key={unit.unit} candidate={unit} longest={longest} />
        ))}
      </ol>
      {shown.length < rejected.length && (
        <Button look="quiet" small onClick={() => setAll(true)}>
          {t('recommendation.rejected_rest', { count: rejected.length - shown.length })}
        </Button>
      )}
    </>
  )
}

function Requirement({ recommendation }: { recommendation: Recommendation }) {
  const { t, say } = useText()
  const { requirement } = recommendation
  return (
    <p className={css.requirement}>
      {requirement.length === 0
        ? t('recommendation.nobody_needed')
        : t('recommendation.needs', {
            list: requirement.map(r => `${say(capabilityName(r.capability))} × ${r.count}`).join('、'),
          })}
    </p>
  )
}

function Shortfall({ capability, missing }: { capability: string; missing: number }) {
  const { t, say } = useText()
  return (
    <p className={css.shortfall}>
      <b aria-hidden="true">!</b>
      {t('recommendation.shortfall', { capability: say(capabilityName(capability)), missing })}
    </p>
  )
}
