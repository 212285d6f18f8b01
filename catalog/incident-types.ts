import type { CallClass } from './call-classes.ts'
import type { Capability } from './capabilities.ts'
import type { Grade } from './grades.ts'
import type { Label } from './label.ts'
import { type ResponsePlanCode, responsePlans } from './response-plans.ts'

export interface IncidentTypeRow {
  readonly code: string
  readonly label: Label
  readonly category: CallClass
  /** APCO common incident type (the codes published with the EIDO schema); ours map to one, several may share it. */
  readonly apco: string
  /** Grade an incident of this type opens with when nobody says otherwise. */
  readonly grade: Grade
  readonly plan: ResponsePlanCode
}

/** What an incident can be (警情类别). Types describe what happened, never who somebody is. */
export const incidentTypes = [
  // Violence and danger from people
  type('weapon_attack', '持械伤人', 'Attack with a weapon', 'emergency', 'WEAPON', 1, 'armed_threat'),
  type('shots_fired', '枪击', 'Shots fired', 'emergency', 'SHOOT', 1, 'armed_threat'),
  type('hostage', '劫持人质', 'Hostage taken', 'emergency', 'HOSTAGE', 1, 'armed_threat'),
  type('kidnapping', '绑架', 'Kidnapping', 'emergency', 'ABDUCTF', 1, 'violence'),
  type('homicide', '命案', 'Homicide', 'emergency', 'HOMICIDE', 1, 'violence'),
  type('sexual_offence', '性侵害', 'Sexual offence', 'emergency', 'SEXOFFNS', 1, 'violence'),
  type('robbery', '抢劫抢夺', 'Robbery', 'emergency', 'ROBBERY', 1, 'violence'),
  type('assault', '殴打伤害', 'Assault', 'emergency', 'ASSAULT', 2, 'violence'),
  type('fight', '打架斗殴', 'Fight', 'emergency', 'FIGHT', 2, 'violence'),
  type('domestic_violence', '家庭暴力', 'Domestic violence', 'emergency', 'DVA', 2, 'safeguarding'),
  type('child_abuse', '侵害儿童', 'Child abuse', 'emergency', 'ABUSE', 2, 'safeguarding'),
  type('threat', '威胁恐吓', 'Threats', 'emergency', 'THREATS', 3, 'check'),
  type('officer_assistance', '警组求援', 'Crew needs assistance', 'emergency', 'BACK', 1, 'violence'),
  type('police_guard', '接管被控制人员', 'Taking over a held person', 'emergency', 'STDBY', 3, 'handover'),
  // Property
  type('burglary', '入室盗窃', 'Burglary', 'emergency', 'BURGLARY', 2, 'property'),
  type('theft', '盗窃', 'Theft', 'emergency', 'LARCENY', 3, 'property'),
  type('shop_theft', '商店盗窃', 'Theft from a shop', 'emergency', 'SHOPLIFT', 3, 'property'),
  type('vehicle_theft', '盗窃车辆', 'Vehicle theft', 'emergency', 'VEHSTLN', 3, 'property'),
  type('fraud', '诈骗', 'Fraud', 'emergency', 'FRAUD', 2, 'property'),
  type('extortion', '敲诈勒索', 'Extortion', 'emergency', 'EXTORT', 3, 'property'),
  type('criminal_damage', '损毁财物', 'Criminal damage', 'emergency', 'VANDAL', 3, 'property'),
  // Public order and places
  type('suspicious_item', '可疑物品', 'Suspicious item', 'emergency', 'SUSP', 2, 'explosive'),
  type('explosive_threat', '涉爆威胁', 'Explosive threat', 'emergency', 'BOMB', 1, 'explosive'),
  type('suspicious_situation', '可疑情况', 'Suspicious situation', 'emergency', 'INVEST', 3, 'check'),
  type('intrusion_alarm', '入侵报警', 'Intrusion alarm', 'emergency', 'ALRU', 2, 'check'),
  type('panic_alarm', '一键报警', 'Panic alarm', 'emergency', 'ALRPANS', 1, 'violence'),
  type('crowd', '人群拥挤', 'Crowd in danger', 'emergency', 'CIVDIS', 2, 'crowd'),
  type('disorder', '扰乱秩序', 'Disorder', 'emergency', 'DISORD', 3, 'check'),
  type('trespass', '非法侵入', 'Trespass', 'emergency', 'TRESPASS', 3, 'check'),
  type('drugs', '涉毒', 'Drugs', 'emergency', 'DRUGS', 3, 'check'),
  type('gambling', '赌博', 'Gambling', 'emergency', 'VICE', 3, 'check'),
  type('fireworks', '违规燃放烟花爆竹', 'Fireworks', 'emergency', 'FIREWRKS', 4, 'check'),
  type('noise', '噪声扰民', 'Noise', 'help', 'NOISE', 4, 'help'),
  type('dispute', '纠纷', 'Dispute', 'help', 'CIVIL', 3, 'dispute'),
  // Traffic
  type('traffic_collision', '交通事故', 'Traffic collision', 'emergency', 'MVAUNK', 2, 'collision'),
  type(
    'traffic_injury',
    '交通事故（有人受伤）',
    'Traffic collision with injury',
    'emergency',
    'MVAINJY',
    1,
    'collision',
  ),
  type(
    'traffic_damage',
    '交通事故（仅财物）',
    'Traffic collision, damage only',
    'emergency',
    'MVA',
    3,
    'road',
  ),
  type('hit_and_run', '交通肇事逃逸', 'Hit and run', 'emergency', 'MVAHR', 2, 'collision'),
  type('drink_driving', '酒后驾驶', 'Drink driving', 'emergency', 'DUI', 2, 'road'),
  type('reckless_driving', '危险驾驶', 'Reckless driving', 'emergency', 'RECKDRV', 3, 'road'),
  type('road_obstruction', '道路障碍', 'Road obstruction', 'help', 'THAZ', 3, 'road'),
  type('broken_down_vehicle', '车辆故障', 'Broken-down vehicle', 'help', 'DISVEH', 4, 'road'),
  type('parking', '违法停车', 'Parking', 'help', 'PARKING', 4, 'road'),
  // Danger to life, fire, water, substances
  type('fire', '火情', 'Fire', 'help', 'FUNK', 1, 'fire'),
  type('explosion', '爆炸', 'Explosion', 'help', 'EXPLOS', 1, 'major'),
  type('gas_leak', '燃气泄漏', 'Gas leak', 'help', 'GASLEAK', 1, 'hazard'),
  type('hazardous_material', '危险品泄漏', 'Hazardous material', 'help', 'HAZMAT', 1, 'hazard'),
  type('building_collapse', '建筑坍塌', 'Building collapse', 'help', 'BLDCLPSE', 1, 'major'),
  type('flood', '涉水险情', 'Flood', 'help', 'WATER', 2, 'water'),
  type('drowning', '溺水', 'Drowning', 'help', 'DROWN', 1, 'water'),
  type('power_line', '电线坠落', 'Power line down', 'help', 'WIRES', 2, 'fire'),
  type('public_facility', '公共设施险情', 'Public facility in danger', 'help', 'PUBWKS', 3, 'help'),
  type('major_incident', '重大突发', 'Major incident', 'emergency', 'MAJORINC', 1, 'major'),
  // People who need help
  type('medical', '伤病救助', 'Medical help', 'help', 'SICK', 2, 'life'),
  type('suicide_threat', '轻生求助', 'Threat of suicide', 'help', 'SUICTHRT', 1, 'talk'),
  type('mental_distress', '情绪危机求助', 'Mental distress', 'help', 'EDP', 2, 'talk'),
  // Search on the family's request, for as long as the incident is open; no list outlives it.
  type('missing_person', '走失求助', 'Missing person', 'help', 'PERMISS', 2, 'search'),
  type('found_person', '迷路人员', 'Lost person found', 'help', 'PERFND', 3, 'help'),
  type('trapped_person', '人员被困', 'Person trapped', 'help', 'ENTRAP', 2, 'life'),
  type('welfare_check', '安全查看', 'Welfare check', 'help', 'WELFARE', 3, 'help'),
  type('intoxicated_person', '醉酒求助', 'Intoxicated person', 'help', 'INTOX', 3, 'help'),
  type('animal', '动物伤人或走失', 'Animal', 'help', 'ANIMAL', 3, 'help'),
  type('locked_out', '开锁求助', 'Locked out', 'help', 'CITASST', 4, 'help'),
  type('lost_property', '遗失物品', 'Lost property', 'help', 'PROPLOST', 4, 'desk'),
  type('found_property', '拾得物品', 'Found property', 'help', 'PROPFND', 4, 'desk'),
  // Not clear, complaint, enquiry
  type('unknown_trouble', '情况不明', 'Unknown trouble', 'emergency', 'TROUBLE', 2, 'check'),
  type('silent_call', '无声报警', 'Silent call', 'emergency', '911OPN', 2, 'check'),
  type('police_complaint', '投诉民警或公安工作', 'Complaint about police', 'complaint', 'ADMIN', 4, 'desk'),
  type('enquiry', '咨询', 'Enquiry', 'enquiry', 'INFO', 4, 'desk'),
] as const satisfies readonly IncidentTypeRow[]

export type IncidentType = (typeof incidentTypes)[number]['code']

const byCode = new Map<string, IncidentTypeRow>(incidentTypes.map(t => [t.code, t]))

export function findIncidentType(code: string): IncidentTypeRow | undefined {
  return byCode.get(code)
}

/** What to send to an incident of this type and grade; empty when nobody has to go. */
export function requirementOf(
  code: IncidentType,
  grade: Grade,
): readonly { readonly capability: Capability; readonly count: number }[] {
  const row = byCode.get(code)
  if (row === undefined) throw new Error(`no incident type ${code}`)
  return Object.entries(responsePlans[row.plan].byGrade[grade]).map(([capability, count]) => ({
    capability: capability as Capability,
    count,
  }))
}

function type<Code extends string>(
  code: Code,
  zh: string,
  en: string,
  category: CallClass,
  apco: string,
  grade: Grade,
  plan: ResponsePlanCode,
) {
  return { code, label: { zh, en }, category, apco, grade, plan }
}
