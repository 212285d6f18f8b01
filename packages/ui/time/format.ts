import { languageNow } from '../text/text.ts'
import { bureauClock } from './clock.ts'

type Form = 'second' | 'minute' | 'date' | 'day' | 'full' | 'year'

const forms: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
  day: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' },
  full: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  year: { year: 'numeric' },
}

const made = new Map<string, Intl.DateTimeFormat>()

/** A time in the bureau's zone, in the reader's language. */
export function formatTime(time: string | number | Date, form: Form): string {
  const { zone } = bureauClock()
  const language = languageNow() === 'en' ? 'en-GB' : 'zh-CN'
  const key = `${language} ${zone} ${form}`
  let format = made.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, { ...forms[form], timeZone: zone })
    made.set(key, format)
  }
  return format.format(typeof time === 'string' ? new Date(time) : time)
}

/** Minutes and seconds as dispatchers read them: `0:07`, `12:45`, `3:05:00`; from a day on `2 d`. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  if (whole < 3_600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`
  if (whole < 86_400)
    return `${Math.floor(whole / 3_600)}:${two(Math.floor((whole % 3_600) / 60))}:${two(whole % 60)}`
  const days = Math.floor(whole / 86_400)
  const hours = Math.floor((whole % 86_400) / 3_600)
  return languageNow() === 'en' ? `${days} d ${hours} h` : `${days} 天 ${hours} 时`
}

/** A travel or response time in words: `4 分 12 秒`, `4 min 12 s`. */
export function formatDuration(seconds: number): string {
  const english = languageNow() === 'en'
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  const rest = whole % 60
  if (minutes === 0) return english ? `${rest} s` : `${rest} 秒`
  if (rest === 0) return english ? `${minutes} min` : `${minutes} 分`
  return english ? `${minutes} min ${rest} s` : `${minutes} 分 ${rest} 秒`
}

export function secondsBetween(from: string, to: string | number): number {
  const end = typeof to === 'number' ? to : Date.parse(to)
  return (end - Date.parse(from)) / 1_000
}
