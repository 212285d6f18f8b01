import { policy } from '@kuaiji/access'

export const openIncident = policy('openIncident', {
  zh: '接警员、派警员和指挥长可以立警情。',
  en: 'Call-takers, dispatchers and commanders open incidents.',
}).for('calltaker', 'dispatcher', 'commander')

export const readIncidents = policy('readIncidents', {
  zh: '接处警各岗位、审计员和管理员可以查看警情；确切地点只给当班的接处警岗位。',
  en: 'Response posts, auditors and administrators see incidents; the exact place is for response posts on duty.',
}).for('calltaker', 'dispatcher', 'commander', 'station', 'crew', 'auditor', 'admin', 'system')

export const locateIncident = policy('locateIncident', {
  zh: '接警员、派警员和指挥长可以定位警情。',
  en: 'Call-takers, dispatchers and commanders say where an incident is.',
}).for('calltaker', 'dispatcher', 'commander')

export const regradeIncident = policy('regradeIncident', {
  zh: '派警员和指挥长可以调整警情等级。',
  en: 'Dispatchers and commanders change the grade of an incident.',
}).for('dispatcher', 'commander')

/** Asked on the orders of the incident: a crew or station answers for an incident it was sent to. */
export const giveFeedback = policy('giveFeedback', {
  zh: '派警员、指挥长以及出警的派出所和警组可以反馈。',
  en: 'Dispatchers, commanders, and the stations and crews that were sent give feedback.',
})
  .for('dispatcher', 'commander')
  .forOwn('station', 'station')
  .forOwn('unit', 'crew')

export const reviewIncident = policy('reviewIncident', {
  zh: '只有值班领导（指挥长）可以退回补正或办结警情。',
  en: 'Only the duty leader (commander) returns an incident for completion or closes it.',
}).for('commander')
