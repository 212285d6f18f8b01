import { policy } from '@kuaiji/access'
import { roles } from '@kuaiji/kernel'

export const readFigures = policy('readFigures', {
  zh: '登录的各岗位都可以查看数据指标。',
  en: 'Everyone who is signed in may read figures.',
}).for(...roles)

export const readFigureEntries = policy('readFigureEntries', {
  zh: '审计员、指挥长和管理员可以查看指标背后的账目条目。',
  en: 'Auditors, commanders and administrators may open the entries behind a figure.',
}).for('auditor', 'commander', 'admin')
