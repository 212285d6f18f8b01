/** A stream of numbers in [0, 1). */
export type Random = () => number

/**
 * Seeded stream (sfc32). A stream is named: two streams of one seed are independent, so drawing more from one
 * never shifts another, and a part of the city can change without moving the rest.
 */
export function randomStream(seed: number, name: string): Random {
  let [a, b, c, d] = hash128(`${seed}/${name}`)
  const next = () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** A number in [0, 1) that belongs to three whole numbers: the same wherever and whenever it is asked for. */
export function chanceAt(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return ((h ^ (h >>> 15)) >>> 0) / 4_294_967_296
}

/** A UUID that is always the same for a seed and a name (version 8, RFC 9562 §5.8). */
export function stableUuid(seed: number, name: string): string {
  const hex = hash128(`uuid/${seed}/${name}`)
    .map(word => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
  const variant = (8 + (Number.parseInt(hex[16]!, 16) & 3)).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Whole number from 0 up to, not including, `bound`. */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound)
}

export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low)
}

export function pick<T>(random: Random, values: readonly T[]): T {
  if (values.length === 0) throw new RangeError('nothing to pick from')
  return values[below(random, values.length)]!
}

/** Index drawn with a chance in proportion to its weight. `cumulative` is the running sum of the weights. */
export function pickWeighted(random: Random, cumulative: ArrayLike<number>): number {
  const aim = random() * cumulative[cumulative.length - 1]!
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (cumulative[middle]! > aim) high = middle
    else low = middle + 1
  }
  return low
}

/** Fisher-Yates on a copy. */
export function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const copy = [...values]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = below(random, i + 1)
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}

/** Four 32-bit words of MurmurHash3's mixing over the characters: spreads seeds, proves nothing. */
function hash128(text: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  for (let lane = 0; lane < 4; lane++) {
    let h = words[lane]! ^ Math.imul(lane + 1, 0x9e3779b1)
    for (let i = 0; i < text.length; i++) {
      h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b)
      h = (h << 13) | (h >>> 19)
    }
    h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35)
    words[lane] = h ^ (h >>> 15)
  }
  return words
}
