import { policy } from '@kuaiji/access'

const desk = ['calltaker', 'dispatcher', 'commander'] as const

export const receiveCall = policy('receiveCall', {
  zh: '接警员、派警员、指挥长、派出所值班员和报警系统可以登记来电。',
  en: 'Call-takers, dispatchers, commanders, station desks and alarm systems record calls.',
}).for(...desk, 'station', 'system')

export const readCalls = policy('readCalls', {
  zh: '接处警岗位和审计员可以查看来电；确切内容只给当班的接处警岗位。',
  en: 'Control-room posts and auditors see calls; their particulars are for control-room posts on duty.',
}).for(...desk, 'auditor', 'system')

export const claimCall = policy('claimCall', {
  zh: '接警员、派警员和指挥长可以接听来电。',
  en: 'Call-takers, dispatchers and commanders claim calls.',
}).for(...desk)

export const abandonCall = policy('abandonCall', {
  zh: '接处警岗位和话务系统可以登记来电挂断。',
  en: 'Control-room posts and the telephone system record that a caller hung up.',
}).for(...desk, 'system')

export const callBack = policy('callBack', {
  zh: '接警员、派警员和指挥长可以回拨。',
  en: 'Call-takers, dispatchers and commanders call back.',
}).for(...desk)

export const classifyCall = policy('classifyCall', {
  zh: '接警员、派警员和指挥长可以给来电分类。',
  en: 'Call-takers, dispatchers and commanders classify calls.',
}).for(...desk)

export const attachCall = policy('attachCall', {
  zh: '接警员、派警员和指挥长可以把来电并入警情。',
  en: 'Call-takers, dispatchers and commanders attach calls to incidents.',
}).for(...desk)

export const acceptHandover = policy('acceptHandover', {
  zh: '接处警岗位和邻市接口可以登记邻市已接收来电。',
  en: 'Control-room posts and the neighbour’s own system record that the neighbour accepted a call.',
}).for(...desk, 'system')

export const closeCall = policy('closeCall', {
  zh: '接警员、派警员和指挥长可以办结来电。',
  en: 'Call-takers, dispatchers and commanders close calls.',
}).for(...desk)
