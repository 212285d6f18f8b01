import { policy } from '@kuaiji/access'

/** Who may do what in the vault, one sentence each. Reading particulars is under the policy of the record's own track. */
export const streamAccesses = policy('streamAccesses', {
  zh: '审计员可以查看谁看过个人信息',
  en: 'Auditors may see who looked at personal data',
})
  .for('auditor')
  .serving('audit')

export const searchTelephone = policy('searchTelephone', {
  zh: '接警员和指挥长可以为正在处理的来电按电话号码查找',
  en: 'Call-takers and commanders may search by telephone number for a call they are handling',
})
  .for('calltaker', 'commander')
  .serving('call_handling')

export const eraseRecord = policy('eraseRecord', {
  zh: '管理员可以删除已办结事项的个人信息',
  en: 'Administrators may erase the personal data of a closed record',
})
  .for('admin', 'system')
  .serving('erasure')
