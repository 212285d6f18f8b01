import type { Label } from './label.ts'

/** The four kinds of call 110 takes: reports of danger or offence, help, complaints about police work, enquiries. */
export const callClasses = [
  { code: 'emergency', label: { zh: '报警', en: 'Emergency' } },
  { code: 'help', label: { zh: '求助', en: 'Help' } },
  { code: 'complaint', label: { zh: '投诉', en: 'Complaint' } },
  { code: 'enquiry', label: { zh: '咨询', en: 'Enquiry' } },
] as const satisfies readonly { readonly code: string; readonly label: Label }[]

export type CallClass = (typeof callClasses)[number]['code']

const codes = new Set<string>(callClasses.map(c => c.code))

export function isCallClass(code: string): code is CallClass {
  return codes.has(code)
}
