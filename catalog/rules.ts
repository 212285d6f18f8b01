import type { Label } from './label.ts'

/** One version of a dated deadline. Entries that set or close the clock pin `{ id, version }`. */
export interface RuleRow {
  readonly id: string
  readonly version: number
  /** First day it holds, ISO date in Asia/Shanghai; it holds until the next version's `from`. */
  readonly from: string
  readonly citation: Label
  readonly seconds: number
}

/**
 * Deadlines of the response track. What the national rule leaves to the bureau is a parameter of the
 * demonstration bureau and says so; a new version is a new row, an old row is never edited.
 */
export const rules = [
  {
    id: 'response.ringing',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：10 秒内接听（比照 09 NCAC 06C .0209）',
      en: 'Parameter: answered within 10 s (after 09 NCAC 06C .0209)',
    },
    seconds: 10,
  },
  {
    id: 'response.call_back',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：挂断的来电 5 分钟内回拨',
      en: 'Parameter: abandoned calls are called back within 5 min',
    },
    seconds: 300,
  },
  {
    id: 'response.neighbour_acceptance',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '《110 接处警工作规则》第二十六条（跨区域通报）；时限为参数',
      en: '110 working rules, art. 26 (notice across regions); the limit is a parameter',
    },
    seconds: 120,
  },
  {
    id: 'response.sign',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：派出所 30 秒内签收（市局周通报口径）',
      en: 'Parameter: the station signs within 30 s (as city bulletins measure it)',
    },
    seconds: 30,
  },
  {
    id: 'response.acknowledge',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：警组 60 秒内接令；须有时限（比照 09 NCAC 06C .0209）',
      en: 'Parameter: the crew acknowledges within 60 s; a limit is required (after 09 NCAC 06C .0209)',
    },
    seconds: 60,
  },
  {
    id: 'response.set_out',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：5 分钟内出警（市局周通报口径）',
      en: 'Parameter: the crew sets out within 5 min (as city bulletins measure it)',
    },
    seconds: 300,
  },
  {
    id: 'response.arrival_urban',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '《110 接处警工作规范》第二十三条：城区 5 分钟',
      en: '110 handling norm, art. 23: urban 5 min',
    },
    seconds: 300,
  },
  {
    id: 'response.arrival_suburban',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '《110 接处警工作规范》第二十三条：近郊 10 分钟',
      en: '110 handling norm, art. 23: suburban 10 min',
    },
    seconds: 600,
  },
  {
    id: 'response.first_feedback',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：首次派警后 30 分钟内首次反馈（市局周通报口径）',
      en: 'Parameter: first feedback within 30 min of the first order (as city bulletins measure it)',
    },
    seconds: 1800,
  },
  {
    id: 'response.review',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：最终反馈后 24 小时内审核；已反馈不等于办结',
      en: 'Parameter: reviewed within 24 h of the final feedback; fed back is not closed',
    },
    seconds: 86_400,
  },
  {
    id: 'response.completion',
    version: 1,
    from: '2020-01-01',
    citation: {
      zh: '参数：退回后 2 小时内补正',
      en: 'Parameter: completed within 2 h of being returned',
    },
    seconds: 7200,
  },
] as const satisfies readonly RuleRow[]

export type RuleId = (typeof rules)[number]['id']

/** The version in force at a time; throws when the rule did not exist yet. */
export function ruleAt(id: RuleId, at: Date): RuleRow {
  const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const inForce = (rules as readonly RuleRow[])
    .filter(rule => rule.id === id && rule.from <= day)
    .sort((a, b) => b.version - a.version)[0]
  if (inForce === undefined) throw new Error(`rule ${id} was not in force on ${day}`)
  return inForce
}
