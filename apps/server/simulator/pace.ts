import type { Random } from '../city/random.ts'

/** How long somebody or something takes: a median and a spread, as people's times are distributed (lognormal). */
export interface Pace {
  readonly medianSeconds: number
  /** Standard deviation of the logarithm: 0.5 puts nine of ten below twice the median. */
  readonly spread: number
}

/**
 * Reaction times of the desks and crews. Chosen so that the demonstration lands near what city bulletins report:
 * 98 % of orders signed within 30 s, answers within 10 s in nine of ten cases.
 */
export const paces = {
  /** Ringing until a free call-taker answers. */
  answer: { medianSeconds: 4, spread: 0.55 },
  /** How long a caller lets it ring. */
  patience: { medianSeconds: 90, spread: 0.6 },
  listen: { medianSeconds: 38, spread: 0.45 },
  /** From the incident on the board to the order. */
  decide: { medianSeconds: 18, spread: 0.5 },
  sign: { medianSeconds: 11, spread: 0.45 },
  acknowledge: { medianSeconds: 9, spread: 0.5 },
  /** Beyond what the unit needs to get moving. */
  setOut: { medianSeconds: 12, spread: 0.6 },
  /** From arrival to the first word back. */
  firstFeedback: { medianSeconds: 240, spread: 0.6 },
  finalFeedback: { medianSeconds: 150, spread: 0.7 },
  review: { medianSeconds: 1500, spread: 0.8 },
  complete: { medianSeconds: 900, spread: 0.6 },
  /** Until a place that was unknown is found out. */
  findPlace: { medianSeconds: 140, spread: 0.5 },
  callBack: { medianSeconds: 70, spread: 0.5 },
  neighbourAccepts: { medianSeconds: 50, spread: 0.5 },
} as const satisfies Record<string, Pace>

/**
 * Once the city has reached the present, some work is left for the person in front of the console: one call in
 * four rings a while, one incident in three waits before the simulated dispatcher steps in.
 */
export const leftToPeople = { everyCall: 4, ringSeconds: 25, everyIncident: 3, waitSeconds: 90 }

export function secondsOf(pace: Pace, random: Random): number {
  return pace.medianSeconds * Math.exp(pace.spread * normal(random))
}

/** Standard normal (Box and Muller 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
