import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { typesetChinese } from './typeset.ts'
import type zh from './zh-CN.json'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    returnNull: false
    resources: { translation: typeof zh }
  }
}

/** What the catalogue, figures and refusals call things: both languages, always. */
export interface Label {
  readonly zh: string
  readonly en: string
}

const place = 'kuaiji.language'

/** The dictionaries are chunks of their own: a session loads the one it reads. */
async function dictionary(language: Language): Promise<typeof zh> {
  const module =
    language === 'zh-CN'
      ? await import('./zh-CN.json', { with: { type: 'json' } })
      : await import('./en.json', { with: { type: 'json' } })
  return module.default as typeof zh
}

/** Chinese unless the reader chose otherwise, or the browser asks for another language and not for Chinese. */
function preferred(): Language {
  const kept = localStorage.getItem(place)
  const known = languages.find(l => l === kept)
  if (known !== undefined) return known
  return navigator.languages.some(l => l.startsWith('zh')) || navigator.languages.length === 0
    ? 'zh-CN'
    : 'en'
}

export async function startText(): Promise<void> {
  const language = preferred()
  await i18next.init({
    lng: language,
    resources: { [language]: { translation: await dictionary(language) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

export async function chooseLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await dictionary(language))
  await i18next.changeLanguage(language)
  localStorage.setItem(place, language)
  document.documentElement.lang = language
}

/** The language spoken now, for requests and for code outside of components. */
export function languageNow(): Language {
  return i18next.language === 'en' ? 'en' : 'zh-CN'
}

export function useText() {
  const { t } = useTranslation(undefined, { i18n: i18next })
  const language = languageNow()
  return {
    t,
    language,
    /** A catalogue label in the reader's language. */
    say: (label: Label): string => (language === 'en' ? label.en : typesetChinese(label.zh)),
  }
}

export type Say = ReturnType<typeof useText>['say']
export type Translate = ReturnType<typeof useText>['t']
