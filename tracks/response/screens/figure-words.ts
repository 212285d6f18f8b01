import { formatDuration, type Label, languageNow } from '@kuaiji/ui'
import type { FigureItem } from '../shape.ts'
import { type City, districtLabel } from './city.ts'
import { gradeName } from './names.ts'

interface Value {
  readonly number: string
  readonly unit: string
  readonly text: string
}

/** A figure as it is printed; `companion` names the one among its companions that `value` is. */
export function figureValue(figure: Pick<FigureItem, 'value' | 'unit'>, companion?: string): Value {
  const { value, unit } = figure
  if (value === null) return { number: '—', unit: '', text: '—' }
  // Companions that count rows are plain numbers, whatever the figure itself is in.
  if (companion !== undefined && !/^(mean|median|p\d+|answer)/.test(companion)) return plain(value)
  if (unit === 's') {
    const text = formatDuration(value)
    return { number: text, unit: '', text }
  }
  if (unit === '%') {
    const number = value.toLocaleString(languageNow(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    return { number, unit: '%', text: `${number} %` }
  }
  return plain(value)
}

function plain(value: number): Value {
  const number = value.toLocaleString(languageNow(), { maximumFractionDigits: 2 })
  return { number, unit: '', text: number }
}

/** Years to choose from: this one and the four before, and whichever is open. */
export function reportYears(thisYear: number, open: number): readonly number[] {
  const years = Array.from({ length: 5 }, (_, i) => thisYear - i)
  return years.includes(open) ? years : [...years, open].sort((a, b) => b - a)
}

/** Parts of a count, such as incidents by grade: shown together as shares of their whole. */
export interface Partition {
  readonly by: string
  readonly whole: number
  readonly parts: readonly FigureItem[]
}

/** The report as a page lays it out: figures of their own, and counts taken apart. */
export function layOut(items: readonly FigureItem[]): {
  readonly figures: readonly FigureItem[]
  readonly partitions: readonly Partition[]
} {
  const isPart = (item: FigureItem) => item.unit === 'count' && item.group !== null
  const groups = Map.groupBy(items.filter(isPart), item => item.group?.by ?? '')
  return {
    figures: items.filter(item => !isPart(item)),
    partitions: [...groups].map(([by, parts]) => ({
      by,
      whole: parts.reduce((sum, part) => sum + part.numerator, 0),
      parts,
    })),
  }
}

/** A part by itself: the heading above it says of what. */
export function partName({ group, title }: FigureItem, city: City): Label {
  if (group?.by === 'grade') return gradeName(Number(group.key))
  if (group?.by === 'district') return districtLabel(city, group.key) ?? title
  return title
}

/** The server knows districts by their code; the city knows what they are called. */
export function figureTitle({ group, title }: FigureItem, city: City): Label {
  const district = group?.by === 'district' ? districtLabel(city, group.key) : undefined
  if (group === null || district === undefined) return title
  return { zh: title.zh.replace(group.key, district.zh), en: title.en.replace(group.key, district.en) }
}
