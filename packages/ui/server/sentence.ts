import i18next from 'i18next'
import type { Translate } from '../text/text.ts'
import { isProblem } from './problem.ts'

/**
 * A refusal in the reader's language: a policy's own sentence, else by its code where we know it, else in the server's
 * words. `known` adds what the screen knows and the server does not repeat, such as the call sign.
 */
export function sentenceOf(
  error: unknown,
  t: Translate,
  known: Readonly<Record<string, unknown>> = {},
): string {
  if (!isProblem(error)) return t('state.failed_hint')
  if (error.status === 0) return t('state.offline_hint')
  const policy = error.detail.sentence as { zh?: string; en?: string } | undefined
  const spoken = i18next.language === 'en' ? policy?.en : policy?.zh
  if (spoken !== undefined) return spoken
  const key = `refusal.${error.code}`
  return i18next.exists(key)
    ? String(t(key as 'refusal.stale', { ...known, ...error.detail }))
    : error.message
}
