/** What a typed line asks for. Names are as written; whether they exist is found out by who carries it out. */
export type LineCommand =
  | { readonly does: 'open'; readonly number: string }
  | { readonly does: 'dispatch'; readonly callSigns: readonly string[]; readonly number: string }
  | { readonly does: 'milestone'; readonly type: LineMilestone; readonly callSign: string }
  | { readonly does: 'nothing' }

type LineMilestone = 'acknowledged' | 'en_route' | 'on_scene' | 'cleared'

const verbs: Readonly<Record<string, LineMilestone>> = {
  AK: 'acknowledged',
  EN: 'en_route',
  AR: 'on_scene',
  CL: 'cleared',
}

/**
 * `J2026-000123` or its last digits open an incident; `D 巡101 巡102 123` sends units to one; `AK`, `EN`, `AR`, `CL`
 * and a call sign report acknowledged, en route, on scene, cleared. Case and full-width forms do not matter.
 */
export function parseLine(line: string): LineCommand {
  const words = line.normalize('NFKC').trim().split(/\s+/).filter(Boolean)
  const [first, ...rest] = words
  if (first === undefined) return { does: 'nothing' }
  const verb = first.toUpperCase()
  const last = rest.at(-1)
  if (verb === 'D' && rest.length >= 2 && isNumber(last!))
    return { does: 'dispatch', callSigns: rest.slice(0, -1), number: last!.toUpperCase() }
  const type = verbs[verb]
  if (type !== undefined && rest.length === 1) return { does: 'milestone', type, callSign: rest[0]! }
  if (words.length === 1 && isNumber(first)) return { does: 'open', number: verb }
  return { does: 'nothing' }
}

function isNumber(word: string): boolean {
  return /^([a-z]+\d{4}-)?\d{1,9}$/i.test(word)
}

/** `123` means the number that ends so; the whole number means itself. */
export function findByNumber<T extends { readonly number: string }>(
  items: readonly T[],
  number: string,
): T | undefined {
  const whole = items.find(item => item.number.toUpperCase() === number)
  if (whole !== undefined || !/^\d+$/.test(number)) return whole
  const ending = items.filter(item => Number(item.number.split('-').at(-1)) === Number(number))
  return ending.length === 1 ? ending[0] : undefined
}
