import { policy } from '@kuaiji/access'

export const orderUnit = policy('orderUnit', {
  zh: '派警员和指挥长可以派警。',
  en: 'Dispatchers and commanders order units to an incident.',
}).for('dispatcher', 'commander')

export const readAssignments = policy('readAssignments', {
  zh: '接处警各岗位和审计员可以查看派警单。',
  en: 'Response posts and auditors see orders.',
}).for('calltaker', 'dispatcher', 'commander', 'station', 'crew', 'auditor', 'system')

/** Asked on the order. */
export const reachMilestone = policy('reachMilestone', {
  zh: '派警员和指挥长可以登记任何派警单的节点，派出所只登记本所的，警组只登记自己的。',
  en: 'Dispatchers and commanders record milestones of any order, a station of its own, a crew of its own.',
})
  .for('dispatcher', 'commander', 'system')
  .forOwn('station', 'station')
  .forOwn('unit', 'crew')

/** 110 接处警工作规则: units obey the order and may not refuse it; taking it back is the centre's. */
export const cancelAssignment = policy('cancelAssignment', {
  zh: '只有派警员和指挥长可以撤销派警。',
  en: 'Only dispatchers and commanders cancel an order.',
}).for('dispatcher', 'commander')
