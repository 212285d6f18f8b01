import { policy } from '@kuaiji/access'

export const readUnits = policy('readUnits', {
  zh: '接处警各岗位、审计员和管理员可以查看警组；只看警组，不看个人。',
  en: 'Response posts, auditors and administrators see units; units only, never persons.',
}).for('calltaker', 'dispatcher', 'commander', 'station', 'crew', 'auditor', 'admin', 'system')

export const registerUnits = policy('registerUnits', {
  zh: '只有管理员和城市导入可以登记警组。',
  en: 'Only administrators and the import of a city register units.',
}).for('admin', 'system')

/** Asked on the unit. */
export const changeDuty = policy('changeDuty', {
  zh: '派警员和指挥长可以调整任何警组的勤务，派出所只管本所警组，警组只管自己。',
  en: 'Dispatchers and commanders change any unit’s duty, a station its own units’, a crew its own.',
})
  .for('dispatcher', 'commander')
  .forOwn('station', 'station')
  .forOwn('unit', 'crew')

/** Asked on each unit of the report. */
export const reportPositions = policy('reportPositions', {
  zh: '定位接口、派警员和指挥长可以上报任何当班警组的位置，派出所只报本所警组，警组只报自己。',
  en: 'The position feed, dispatchers and commanders report any unit on duty, a station its own units, a crew its own.',
})
  .for('system', 'dispatcher', 'commander')
  .forOwn('station', 'station')
  .forOwn('unit', 'crew')
