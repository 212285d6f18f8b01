import { formatDuration, languageNow, type Translate } from '@kuaiji/ui'
import i18next from 'i18next'
import type { FigureItem } from '../shape.ts'

interface Value {
  readonly number: string
  readonly unit: string
  readonly text: string
}

/** A figure as it is printed. Companions that count rows are plain numbers, whatever the figure itself is in. */
export function figureValue(figure: Pick<FigureItem, 'value' | 'unit'>, companion?: string): Value {
  const { value, unit } = figure
  if (value === null) return { number: '—', unit: '', text: '—' }
  if (companion !== undefined && !/^(median|p\d+|mean|max|min|answer)/i.test(companion)) return plain(value)
  switch (unit) {
    case 'seconds':
    case 's': {
      const text = formatDuration(value)
      return { number: text, unit: '', text }
    }
    case 'percent':
    case '%': {
      const number = value.toLocaleString(languageNow(), {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      })
      return { number, unit: '%', text: `${number} %` }
    }
    case 'share':
    case 'ratio': {
      const number = (value * 100).toLocaleString(languageNow(), {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      })
      return { number, unit: '%', text: `${number} %` }
    }
  }
  return plain(value)
}

function plain(value: number): Value {
  const number = value.toLocaleString(languageNow(), { maximumFractionDigits: 2 })
  return { number, unit: '', text: number }
}

/** `median`, `p90`, `dropped_missing_time`: words where we have them, the server's own code where we do not. */
export function companionName(name: string, t: Translate): string {
  const key = `companion.${name}`
  if (i18next.exists(key)) return t(key as 'companion.median')
  return name.replaceAll('_', ' ')
}

/** Years to choose from: this one and the four before, and whichever is open. */
export function reportYears(thisYear: number, open: number): readonly number[] {
  const years = Array.from({ length: 5 }, (_, i) => thisYear - i)
  return years.includes(open) ? years : [...years, open].sort((a, b) => b - a)
}
