/** Two integers: what is kept of a figure, so that its value can always be reckoned again. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

export function count(numerator: number): Fraction {
  return { numerator, denominator: 1 }
}

/**
 * The fraction × `scale` to `decimals` places, rounded once, half up; null where the denominator is 0: "n/a", never 100 %.
 * Reckoned in integers: 2.675 to two places is 2.68, which binary fractions make 2.67. Throws a RangeError for a fraction
 * that is not made of safe integers or whose denominator is negative.
 */
export function quotientOf({ numerator, denominator }: Fraction, decimals: number, scale = 1): number | null {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator < 0)
    throw new RangeError(`${numerator} / ${denominator} is not a fraction of integers`)
  if (denominator === 0) return null
  const power = 10 ** decimals
  const doubled = 2n * BigInt(numerator) * BigInt(scale * power) + BigInt(denominator)
  return Number(floorDivide(doubled, 2n * BigInt(denominator))) / power
}

/** BigInt division cuts towards zero; half up goes towards the greater number, also below zero. */
function floorDivide(a: bigint, b: bigint): bigint {
  const cut = a / b
  return a % b < 0n ? cut - 1n : cut
}

/** Milliseconds as whole seconds, half up: a sum is kept in seconds, an integer like every numerator. */
export function wholeSeconds(ms: number): number {
  return quotientOf({ numerator: ms, denominator: 1000 }, 0) as number
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** The middle value, or half the sum of the two middle ones; a denominator of 0 when there is none. */
export function medianOf(values: readonly number[]): Fraction {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return { numerator: 0, denominator: 0 }
  const upper = sorted.length >> 1
  const lower = sorted.length % 2 === 1 ? upper : upper - 1
  return { numerator: sorted[lower]! + sorted[upper]!, denominator: 2 }
}

/** Nearest rank: the least value that `percent` of all do not exceed. It is one of the values, never between two. */
export function percentileOf(values: readonly number[], percent: number): Fraction {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return { numerator: 0, denominator: 0 }
  const rank = Math.ceil((percent * sorted.length) / 100)
  return count(sorted[Math.max(rank, 1) - 1]!)
}

/** The same quantity in seconds when it was reckoned in milliseconds. */
export function perSecond({ numerator, denominator }: Fraction): Fraction {
  return { numerator, denominator: denominator * 1000 }
}
