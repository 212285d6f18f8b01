const separators = /[\s\p{Pd}().·]/gu
const telephone = /^\+?[0-9]{2,20}$/

/**
 * One spelling for one number, so that the blind index finds it however it was typed: E.164 where the number says
 * enough (`138 0013 8000`, `+86-13800138000` and `0086 13800138000` are one), else its digits (`110`, `8123 4567`).
 * Undefined when it is no telephone number.
 */
export function findTelephone(text: string): string | undefined {
  const typed = text.normalize('NFKC').replace(separators, '').replace(/^00/, '+')
  if (!telephone.test(typed)) return undefined
  if (typed.startsWith('+')) return typed.replace(/^\+860/, '+86')
  if (/^86(1[3-9]\d{9}|0[1-9]\d{8,10})$/.test(typed)) return `+${typed.replace(/^860/, '86')}`
  if (/^0?1[3-9]\d{9}$/.test(typed)) return `+86${typed.replace(/^0/, '')}`
  if (/^0[1-9]\d{8,10}$/.test(typed)) return `+86${typed.slice(1)}`
  return typed
}
