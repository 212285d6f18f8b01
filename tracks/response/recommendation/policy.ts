import { policy } from '@kuaiji/access'

export const readRecommendation = policy('readRecommendation', {
  zh: '接警员、派警员和指挥长可以看派警建议；建议由人决定是否采用。',
  en: 'Call-takers, dispatchers and commanders see the recommendation; a person decides.',
}).for('calltaker', 'dispatcher', 'commander')
