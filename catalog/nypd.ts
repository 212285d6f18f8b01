import type { Grade } from './grades.ts'
import type { IncidentType } from './incident-types.ts'

/** What a call of the New York file is to us, and why. */
export interface NypdMapping {
  readonly type: IncidentType
  readonly grade: Grade
  readonly reason: string
}

/**
 * The 17 `typ_desc` values of the first half of 2024. The file's priority column (`cip_jobs`) says "Non CIP"
 * for all but one of 3,888 rows, so the grade is read from what the description says happened.
 */
export const nypdDescriptions: Readonly<Record<string, NypdMapping>> = {
  'PO/SECURITY HOLDING SUSPECT: UNIFORM/INSIDE': held(3, 'an officer in uniform holds the scene'),
  'PO/SECURITY HOLDING SUSPECT: CIV CLOTHES/INSIDE': held(
    2,
    'whoever holds wears no uniform: a crew must take over soon for the hold to stay lawful and safe',
  ),
  'PO/SECURITY HOLDING SUSPECT: UNKNOWN': held(2, 'who holds is not known, nor whether the place is secure'),
  'PO/SECURITY HOLDING SUSPECT: UNKNOWN/INSIDE': held(2, 'who holds is not known'),
  'ASSAULT (PAST): OTHER/CHILD ABUSE': child('the child may still be with whoever hurt it'),
  'ASSAULT (PAST): KNIFE/CHILD ABUSE': { ...child('a knife was used on a child'), grade: 1 },
  'ASSAULT (PAST): WEAPON/CHILD ABUSE': { ...child('a weapon was used on a child'), grade: 1 },
  'ASSAULT (PAST): SHOTS/TRANSIT': {
    type: 'shots_fired',
    grade: 1,
    reason: 'shots among passengers: the wounded may still be there',
  },
  'ASSAULT (IN PROGRESS): SHOTS/LTD ACC HWY': { type: 'shots_fired', grade: 1, reason: 'shooting now' },
  'BURGLARY (PAST): OTHER/SCHOOL': { type: 'burglary', grade: 3, reason: 'over, nobody in danger' },
  'LARCENY (PAST): FROM PERSON/SCHOOL': {
    type: 'theft',
    grade: 3,
    reason: 'over, but taken from a person: a crew takes the report',
  },
  'LARCENY (PAST): OTHER/LTD ACC HWY': {
    type: 'theft',
    grade: 3,
    reason: 'over; the caller waits on a fast road, so not by appointment',
  },
  'INVESTIGATE/POSSIBLE CRIME: MARIJUANA/SCHOOL': {
    type: 'drugs',
    grade: 3,
    reason: 'a place to be checked, no danger to life',
  },
  'INVESTIGATE/POSSIBLE CRIME: NARCO SALES/LTD ACC HWY': {
    type: 'drugs',
    grade: 3,
    reason: 'a place to be checked, no danger to life',
  },
  'SUSP LETTER: INSIDE': item('people share the room with it'),
  'SUSP LETTER: SCHOOL': { ...item('children are near'), grade: 1 },
  'SUSP PACKAGE: LTD ACC HWY': item('a road may have to be closed'),
}

/**
 * Families of the radio code (10-xx signals): the longest prefix wins, so a code not seen in the file still
 * maps. Second digits pair: 2x is past, 3x is in progress.
 */
export const nypdFamilies: Readonly<Record<string, NypdMapping>> = {
  '10': { type: 'suspicious_situation', grade: 3, reason: 'possible crime, to be checked' },
  '10S': { type: 'shots_fired', grade: 1, reason: 'possible crime: shots' },
  '10F': { type: 'weapon_attack', grade: 1, reason: 'possible crime: firearm' },
  '10K': { type: 'weapon_attack', grade: 1, reason: 'possible crime: knife' },
  '10H': { type: 'unknown_trouble', grade: 1, reason: 'possible crime: calls for help' },
  '10M': { type: 'drugs', grade: 3, reason: 'possible crime: marijuana' },
  '10N': { type: 'drugs', grade: 3, reason: 'possible crime: narcotics' },
  '10Y': { type: 'suspicious_situation', grade: 2, reason: 'possible crime: serious condition' },
  '11': { type: 'intrusion_alarm', grade: 2, reason: 'alarm' },
  '12': held(2, 'somebody holds a person, details not known'),
  '12U': held(3, 'an officer in uniform holds the scene'),
  '12X': held(2, 'who holds is not known'),
  '12Z': held(2, 'whoever holds wears no uniform'),
  '13': { type: 'officer_assistance', grade: 1, reason: 'a crew needs assistance' },
  '20': { type: 'robbery', grade: 2, reason: 'robbery, past' },
  '21': { type: 'burglary', grade: 3, reason: 'burglary, past' },
  '22': { type: 'theft', grade: 3, reason: 'larceny, past' },
  '24': { type: 'assault', grade: 2, reason: 'assault, past: somebody may be hurt' },
  '24K': { type: 'assault', grade: 1, reason: 'assault with a knife' },
  '24S': { type: 'shots_fired', grade: 1, reason: 'assault with shots' },
  '24W': { type: 'assault', grade: 1, reason: 'assault with a weapon' },
  '24Q7': child('assault on a child, past'),
  '24K7': { ...child('assault on a child with a knife'), grade: 1 },
  '24W7': { ...child('assault on a child with a weapon'), grade: 1 },
  '25': child('child abuse, past'),
  '29': { type: 'unknown_trouble', grade: 3, reason: 'other crime, past' },
  '30': { type: 'robbery', grade: 1, reason: 'robbery in progress' },
  '31': { type: 'burglary', grade: 1, reason: 'burglary in progress' },
  '32': { type: 'theft', grade: 2, reason: 'larceny in progress' },
  '33': { type: 'explosive_threat', grade: 1, reason: 'explosive device or threat' },
  '34': { type: 'assault', grade: 1, reason: 'assault in progress' },
  '34S': { type: 'shots_fired', grade: 1, reason: 'assault in progress with shots' },
  '35': { ...child('child abuse in progress'), grade: 1 },
  '39': { type: 'unknown_trouble', grade: 2, reason: 'other crime in progress' },
  '40': { type: 'panic_alarm', grade: 1, reason: 'panic alarm' },
  '44': item('suspicious substance, letter or package'),
  '44L5': { ...item('letter at a school'), grade: 1 },
  '50': { type: 'disorder', grade: 3, reason: 'disorderly person or group' },
  '50N': { type: 'noise', grade: 4, reason: 'noise' },
  '52': { type: 'dispute', grade: 3, reason: 'dispute' },
  '52F': { type: 'weapon_attack', grade: 1, reason: 'dispute with a firearm' },
  '52K': { type: 'weapon_attack', grade: 1, reason: 'dispute with a knife' },
  '53': { type: 'traffic_collision', grade: 2, reason: 'vehicle accident, injuries not known' },
  '53I': { type: 'traffic_injury', grade: 1, reason: 'vehicle accident with injury' },
  '53P': { type: 'traffic_damage', grade: 3, reason: 'vehicle accident, property only' },
  '54': { type: 'medical', grade: 2, reason: 'ambulance case' },
  '59': { type: 'fire', grade: 1, reason: 'alarm of fire' },
}

/** Type and grade of a row, by description first, then by the longest radio code prefix; undefined: not known. */
export function findNypdMapping(radioCode: string, description: string): NypdMapping | undefined {
  const exact = nypdDescriptions[description.trim().toUpperCase()]
  if (exact !== undefined) return exact
  const code = radioCode.trim().toUpperCase()
  for (let length = code.length; length >= 2; length--) {
    const family = nypdFamilies[code.slice(0, length)]
    if (family !== undefined) return family
  }
  return undefined
}

function held(grade: Grade, reason: string): NypdMapping {
  return { type: 'police_guard', grade, reason }
}

function child(reason: string): NypdMapping {
  return { type: 'child_abuse', grade: 2, reason }
}

function item(reason: string): NypdMapping {
  return { type: 'suspicious_item', grade: 2, reason }
}
