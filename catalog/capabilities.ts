import type { Label } from './label.ts'

export interface CapabilityRow {
  readonly code: string
  readonly label: Label
  /** Seconds from order to wheels turning when the unit stands at its post. */
  readonly mobiliseSeconds: number
  /** One of the bureau's eight specialist teams (专业处突队伍). */
  readonly specialist: boolean
}

/**
 * What a unit can do; a response plan asks for these. Mobilising: crews on patrol answer from their vehicle;
 * 60 s and 80 s are the turnout targets of NFPA 1710, the rest are local parameters.
 */
export const capabilities = [
  row('patrol', '巡逻处警', 'Patrol', 30, false),
  row('traffic', '交通', 'Traffic', 30, false),
  row('community', '社区警务', 'Community', 60, false),
  row('mediation', '纠纷调解', 'Mediation', 60, false),
  row('escort', '押解看护', 'Escort', 60, false),
  row('first_aid', '现场急救', 'First aid', 60, false),
  row('armed', '武装处突', 'Armed response', 60, true),
  row('negotiation', '谈判', 'Negotiation', 80, true),
  row('dog', '警犬', 'Dog', 80, true),
  row('water_rescue', '水上救援', 'Water rescue', 80, true),
  row('bomb_disposal', '排爆', 'Bomb disposal', 80, true),
  row('crowd_safety', '人群疏导', 'Crowd safety', 80, true),
  row('drone', '无人机（火情、洪水、应家属请求寻人）', 'Drone (fire, flood, search on request)', 80, true),
  row('hazard', '危化处置', 'Hazardous materials', 80, true),
] as const satisfies readonly CapabilityRow[]

export type Capability = (typeof capabilities)[number]['code']

const byCode = new Map<string, CapabilityRow>(capabilities.map(c => [c.code, c]))

export function findCapability(code: string): CapabilityRow | undefined {
  return byCode.get(code)
}

function row<Code extends string>(
  code: Code,
  zh: string,
  en: string,
  mobiliseSeconds: number,
  specialist: boolean,
) {
  return { code, label: { zh, en }, mobiliseSeconds, specialist }
}
