import type { CallResult, IncidentType, ResultCode } from '@kuaiji/catalog'

/** What calls are about, in parts of a thousand or so, by what city bulletins report; `night` is the factor from 22 to 6. */
export const incidentMix: readonly {
  readonly type: IncidentType
  readonly weight: number
  readonly night: number
  /** Chance that others call about the same thing, and how long the work at the scene takes at the median. */
  readonly others: number
  readonly sceneMinutes: number
}[] = [
  of('traffic_damage', 95, 0.5, 0.1, 14),
  of('traffic_collision', 60, 0.7, 0.25, 22),
  of('traffic_injury', 22, 0.8, 0.5, 35),
  of('hit_and_run', 6, 1, 0.2, 30),
  of('drink_driving', 7, 2.5, 0.1, 30),
  of('road_obstruction', 14, 0.6, 0.35, 15),
  of('broken_down_vehicle', 12, 0.6, 0.1, 18),
  of('parking', 40, 0.5, 0.05, 10),
  of('dispute', 120, 0.8, 0.1, 32),
  of('noise', 55, 2.6, 0.3, 12),
  of('fight', 24, 1.8, 0.45, 28),
  of('assault', 14, 1.6, 0.3, 32),
  of('domestic_violence', 16, 1.5, 0.1, 38),
  of('threat', 10, 1, 0, 24),
  of('theft', 44, 0.5, 0, 24),
  of('shop_theft', 9, 0.2, 0, 22),
  of('burglary', 7, 0.8, 0.05, 45),
  of('vehicle_theft', 9, 0.5, 0, 25),
  of('robbery', 1.5, 1.6, 0.3, 50),
  of('fraud', 46, 0.5, 0, 30),
  of('criminal_damage', 12, 1.2, 0.05, 22),
  of('suspicious_situation', 16, 1.5, 0.05, 14),
  of('suspicious_item', 1.5, 0.8, 0.2, 40),
  of('intrusion_alarm', 10, 1.6, 0, 14),
  of('panic_alarm', 4, 1.4, 0, 15),
  of('disorder', 14, 1.6, 0.2, 20),
  of('crowd', 2, 0.6, 0.4, 45),
  of('trespass', 6, 1, 0.05, 18),
  of('gambling', 7, 1.6, 0, 35),
  of('drugs', 2, 1.4, 0, 40),
  of('fireworks', 8, 2, 0.25, 10),
  of('fire', 6, 1, 0.7, 45),
  of('gas_leak', 2, 0.8, 0.3, 40),
  of('explosion', 0.3, 0.8, 0.9, 70),
  of('flood', 1, 0.8, 0.3, 40),
  of('drowning', 1.2, 0.6, 0.6, 45),
  of('power_line', 3, 0.8, 0.3, 25),
  of('public_facility', 9, 0.6, 0.15, 16),
  of('medical', 22, 1, 0.15, 25),
  of('suicide_threat', 3, 1.3, 0.3, 55),
  of('mental_distress', 7, 1.2, 0.1, 40),
  of('missing_person', 14, 0.8, 0.1, 45),
  of('found_person', 10, 0.7, 0.05, 35),
  of('trapped_person', 8, 0.8, 0.1, 25),
  of('welfare_check', 10, 0.9, 0, 18),
  of('intoxicated_person', 12, 3, 0.1, 25),
  of('animal', 14, 0.7, 0.1, 20),
  of('locked_out', 22, 1.1, 0, 18),
  of('police_guard', 4, 0.8, 0, 30),
  of('unknown_trouble', 6, 1.3, 0.1, 16),
  of('silent_call', 5, 1.2, 0, 14),
]

/** How incidents end, by their type; what is not named here ends as `otherResults` say. */
export const results: Partial<Record<IncidentType, readonly ResultCode[]>> = {
  traffic_damage: ['traffic_settled', 'traffic_settled', 'advice_given'],
  traffic_collision: ['traffic_settled', 'traffic_case'],
  traffic_injury: ['traffic_case', 'handed_to_medical'],
  hit_and_run: ['traffic_case'],
  drink_driving: ['traffic_case', 'gone_on_arrival'],
  parking: ['settled_on_scene', 'gone_on_arrival'],
  road_obstruction: ['hazard_removed'],
  broken_down_vehicle: ['help_given'],
  dispute: ['mediated', 'mediated', 'mediation_booked', 'advice_given'],
  noise: ['settled_on_scene', 'advice_given', 'gone_on_arrival'],
  fight: ['case_opened', 'mediated', 'gone_on_arrival'],
  assault: ['case_opened', 'report_taken'],
  domestic_violence: ['case_opened', 'settled_on_scene', 'mediation_booked'],
  theft: ['report_taken', 'case_opened'],
  shop_theft: ['case_opened', 'settled_on_scene'],
  burglary: ['case_opened'],
  vehicle_theft: ['case_opened'],
  robbery: ['case_opened'],
  fraud: ['case_opened', 'advice_given'],
  suspicious_item: ['item_harmless'],
  intrusion_alarm: ['false_alarm', 'false_alarm', 'report_taken'],
  panic_alarm: ['false_alarm', 'settled_on_scene'],
  fire: ['handed_to_fire', 'hazard_removed'],
  gas_leak: ['hazard_removed', 'handed_to_department'],
  power_line: ['handed_to_department'],
  public_facility: ['handed_to_department', 'hazard_removed'],
  medical: ['handed_to_medical'],
  suicide_threat: ['help_given'],
  mental_distress: ['help_given', 'handed_to_medical'],
  missing_person: ['person_brought_home', 'report_taken'],
  found_person: ['person_brought_home'],
  trapped_person: ['help_given'],
  intoxicated_person: ['person_brought_home', 'help_given'],
  animal: ['help_given', 'handed_to_department'],
  locked_out: ['help_given'],
  police_guard: ['held_person_taken_over'],
  unknown_trouble: ['false_alarm', 'settled_on_scene'],
  silent_call: ['false_alarm', 'not_found'],
}

export const otherResults: readonly ResultCode[] = ['settled_on_scene', 'report_taken', 'gone_on_arrival']

/** Calls that end at the desk: what became of them, and how often. */
export const deskMix: readonly { readonly result: CallResult; readonly weight: number }[] = [
  { result: 'advice_given', weight: 120 },
  { result: 'transferred_12345', weight: 110 },
  { result: 'misdialled', weight: 60 },
  { result: 'no_speech_checked', weight: 30 },
  { result: 'transferred_120', weight: 14 },
  { result: 'transferred_119', weight: 5 },
  { result: 'withdrawn', weight: 16 },
]

function of(type: IncidentType, weight: number, night: number, others: number, sceneMinutes: number) {
  return { type, weight, night, others, sceneMinutes }
}
