/** Classes of roads, the most important first; a graph holds the index as one byte. */
export const roadClasses = [
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'minor',
  'service',
] as const
export type RoadClass = (typeof roadClasses)[number]

/**
 * Least free-flow speed (km/h) at which a road of unknown class counts as each class, for networks that come
 * without classes. Set between the speeds such networks use (11, 22, 25, 33, 35, 64 and 72 km/h in the two
 * city networks of JEMSS), so that rounding of times does not scatter one road over two classes.
 */
const leastKmh = [80, 50, 40, 30, 24, 15, 0]

/** Index in `roadClasses` for a road known only by its length and its ordinary travel time. */
export function classOfSpeed(metres: number, seconds: number): number {
  const kmh = seconds > 0 ? (metres / seconds) * 3.6 : Number.POSITIVE_INFINITY
  return leastKmh.findIndex(least => kmh >= least)
}
