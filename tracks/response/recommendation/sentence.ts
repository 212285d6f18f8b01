import { findCapability, type Label } from '@kuaiji/catalog'
import type { Arrival, RejectionCode } from './candidate.ts'

/** Why a unit is recommended: its place in the order of arrival and the parts of its time. */
export function whyChosen(unit: Arrival, capability: string, rank: number, stale: boolean): Label {
  const { etaSeconds, mobiliseSeconds, driveSeconds } = unit
  const eta = inWords(etaSeconds ?? 0)
  const set = inWords(mobiliseSeconds)
  const drive = inWords(driveSeconds)
  const what = labelOf(capability)
  const age = stale ? positionAge(unit) : { zh: '', en: '' }
  return {
    zh: `${what.zh}第 ${rank} 快：${eta.zh}到达（出动 ${set.zh}，行驶 ${drive.zh}）${age.zh && `；${age.zh}`}`,
    en: `${what.en}, ${ordinal(rank)} to arrive: ${eta.en} (${set.en} to set out, ${drive.en} driving)${age.en && `; ${age.en}`}`,
  }
}

/** Why a nearer unit is not recommended. */
export function whyRejected(unit: Arrival, code: RejectionCode, wanted: readonly string[]): Label {
  const but = butFor(unit, code, wanted)
  if (unit.etaSeconds === null) return but
  const eta = inWords(unit.etaSeconds)
  return { zh: `${eta.zh}可到，但${but.zh}`, en: `${eta.en} away, but ${but.en}` }
}

function butFor(unit: Arrival, code: RejectionCode, wanted: readonly string[]): Label {
  switch (code) {
    case 'busy':
      return { zh: `正在处置 ${unit.busyOn}`, en: `on ${unit.busyOn}` }
    case 'off_duty':
      return { zh: '已下勤', en: 'off duty' }
    case 'out_of_service':
      return { zh: '已停用', en: 'out of service' }
    case 'unreachable':
      return { zh: '没有道路可达', en: 'no road leads there' }
    case 'stale_position':
      return positionAge(unit)
    case 'farther':
      return { zh: '同类警力已有更快的', en: 'faster units already meet what it could' }
    case 'capability': {
      const labels = wanted.map(labelOf)
      return {
        zh: `不具备所需能力（${labels.map(({ zh }) => zh).join('、')}）`,
        en: `it has none of what is needed (${labels.map(({ en }) => en).join(', ')})`,
      }
    }
  }
}

function positionAge({ positionAgeSeconds }: Arrival): Label {
  const minutes = Math.floor((positionAgeSeconds ?? 0) / 60)
  return { zh: `位置已 ${minutes} 分钟未更新`, en: `its position is ${minutes} min old` }
}

function labelOf(capability: string): Label {
  return findCapability(capability)?.label ?? { zh: capability, en: capability }
}

function inWords(seconds: number): Label {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  if (minutes === 0) return { zh: `${rest} 秒`, en: `${rest} s` }
  if (rest === 0) return { zh: `${minutes} 分钟`, en: `${minutes} min` }
  return { zh: `${minutes} 分 ${rest} 秒`, en: `${minutes} min ${rest} s` }
}

function ordinal(n: number): string {
  const endings = ['th', 'st', 'nd', 'rd']
  const teen = n % 100 > 10 && n % 100 < 14
  return `${n}${teen ? 'th' : (endings[n % 10] ?? 'th')}`
}
