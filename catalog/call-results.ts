import type { Label } from './label.ts'

/** How a call ends that does not become, or join, an incident. */
export const callResults = [
  { code: 'advice_given', label: { zh: '已答复', en: 'Advice given' } },
  { code: 'transferred_12345', label: { zh: '转 12345', en: 'Transferred to 12345' } },
  { code: 'transferred_119', label: { zh: '转 119', en: 'Transferred to 119' } },
  { code: 'transferred_120', label: { zh: '转 120', en: 'Transferred to 120' } },
  { code: 'handed_to_neighbour', label: { zh: '移交邻市', en: 'Handed to the neighbouring authority' } },
  { code: 'misdialled', label: { zh: '误拨', en: 'Misdialled' } },
  { code: 'no_speech_checked', label: { zh: '无声，已回拨核实', en: 'No speech, checked by calling back' } },
  { code: 'withdrawn', label: { zh: '报警人撤回', en: 'Withdrawn by the caller' } },
  { code: 'called_back_no_answer', label: { zh: '回拨无人接听', en: 'Called back, no answer' } },
  { code: 'line_test', label: { zh: '线路测试', en: 'Line test' } },
] as const satisfies readonly { readonly code: string; readonly label: Label }[]

export type CallResult = (typeof callResults)[number]['code']

const byCode = new Map<string, (typeof callResults)[number]>(callResults.map(r => [r.code, r]))

export function findCallResult(code: string): (typeof callResults)[number] | undefined {
  return byCode.get(code)
}
