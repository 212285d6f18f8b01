import { type Grade, gradeOf, grades } from '@kuaiji/catalog'
import { count, defineFigure, type Figure, type FigureDefinition } from '@kuaiji/figures'
import type { OpenedIncident } from './incident-row.ts'

const opened = {
  version: 1,
  unit: 'count',
  decimals: 0,
  // Incidents, not people: a single one in a district says nothing of who called, and no cell is hidden.
  subject: 'cases',
  window: { by: 'incident_opened', at: ({ openedAt }) => openedAt },
  concerns: () => true,
  exclusions: [],
  fraction: rows => count(rows.length),
  companions: [],
} as const satisfies Partial<FigureDefinition<OpenedIncident>>

export const incidents: Figure<OpenedIncident> = defineFigure({
  ...opened,
  id: 'incidents',
  title: { zh: '警情数', en: 'Incidents' },
  text: { zh: '年内立警的警情数。', en: 'Incidents opened in the year.' },
  entries: ({ openedLeaf }) => [openedLeaf],
})

/** Its id is that of the whole: `incidents_grade_1`. */
export const incidentsByGrade: Figure<OpenedIncident> = defineFigure({
  ...opened,
  id: 'incidents',
  title: { zh: '各级警情数', en: 'Incidents by grade' },
  text: {
    zh: '年内立警的警情数，按立警时的等级；此后调整等级不改变归类。',
    en: 'Incidents opened in the year, by their grade at opening; a later change of grade moves none.',
  },
  grouped: {
    by: 'grade',
    always: grades.map(({ grade }) => String(grade)),
    titleOf(key) {
      const { name } = gradeOf(Number(key) as Grade)
      return { zh: `${name.zh}警情数`, en: `${name.en} incidents` }
    },
  },
  entries: ({ openedLeaf }) => [openedLeaf],
})

export const incidentsByDistrict: Figure<OpenedIncident> = defineFigure({
  ...opened,
  id: 'incidents',
  title: { zh: '各区县警情数', en: 'Incidents by district' },
  text: {
    zh: '年内立警的警情数，按所在区县；地点后来查明或更正的按新地点。',
    en: 'Incidents opened in the year, by district; where the place was found or corrected later, by that one.',
  },
  grouped: {
    by: 'district',
    always: [],
    titleOf: key =>
      key === 'unknown'
        ? { zh: '地点不明的警情数', en: 'Incidents at a place unknown' }
        : { zh: `警情数（区县 ${key}）`, en: `Incidents in district ${key}` },
  },
  entries: ({ openedLeaf, locatedLeaf }) => [openedLeaf, locatedLeaf],
})
