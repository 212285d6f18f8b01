import type { Say, Translate } from '@kuaiji/ui'
import {
  capabilityName,
  channelName,
  gradeName,
  reasonLabel,
  reasonName,
  resultName,
  typeName,
} from './names.ts'

/** The few facts that a reader of a timeline wants beside the entry's name; ids and cells are for the proof page. */
export function factsInWords(facts: unknown, t: Translate, say: Say): string {
  if (typeof facts !== 'object' || facts === null) return ''
  const f = facts as Record<string, unknown>
  const text = (name: string) => (typeof f[name] === 'string' ? (f[name] as string) : undefined)
  const words: (string | undefined)[] = [
    text('type') && say(typeName(text('type')!)),
    typeof f.grade === 'number' ? say(gradeName(f.grade)) : undefined,
    text('channel') && say(channelName(text('channel')!)),
    text('callSign'),
    text('capability') && say(capabilityName(text('capability')!)),
    text('result') && say(resultName(text('result')!)),
    text('reason') && say(reasonLabel(text('reason')!)),
    text('deviation') && t('order.deviation', { reason: say(reasonName('deviation', text('deviation')!)) }),
  ]
  return words.filter(Boolean).join(' · ')
}
