import type { Label } from './label.ts'

export interface ChannelRow {
  readonly code: string
  readonly label: Label
  /** Whether the caller is on the line: only then can a call ring, be abandoned and be called back. */
  readonly live: boolean
}

/** Ways a call reaches the centre (接警来源). */
export const callChannels = [
  { code: 'voice_110', label: { zh: '110 电话', en: '110 voice' }, live: true },
  { code: 'voice_122', label: { zh: '122 电话', en: '122 voice' }, live: true },
  { code: 'text_12110', label: { zh: '12110 短信', en: '12110 text message' }, live: false },
  { code: 'app', label: { zh: '网上报警', en: 'App' }, live: false },
  { code: 'walk_in', label: { zh: '到所报警', en: 'Walk-in at a station' }, live: false },
  { code: 'alarm', label: { zh: '技防报警', en: 'Alarm device' }, live: false },
  { code: 'officer', label: { zh: '民警自报', en: 'Reported by a crew' }, live: false },
  { code: 'transfer', label: { zh: '外单位转警', en: 'Transferred by another authority' }, live: false },
] as const satisfies readonly ChannelRow[]

export type CallChannel = (typeof callChannels)[number]['code']

const byCode = new Map<string, ChannelRow>(callChannels.map(c => [c.code, c]))

export function findCallChannel(code: string): ChannelRow | undefined {
  return byCode.get(code)
}
