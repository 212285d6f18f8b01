import { rules } from '@kuaiji/catalog'
import { type AtSource, type Authority, type Desk, refuse } from '@kuaiji/kernel'

/** When something happened (ISO 8601, UTC, milliseconds: so that text order is time order), and who says so. */
export interface Moment {
  readonly at: string
  readonly atSource: AtSource
}

/** Clocks of consoles and radios may run this far ahead of ours. */
export const aheadMsMax = 2000

/** No deadline can be set before the first rule held (dates of rules are those of Asia/Shanghai). */
const firstRuleAt = new Date(
  `${rules.map(rule => rule.from).reduce((a, b) => (a < b ? a : b))}T00:00:00+08:00`,
).toISOString()

/**
 * The moment of a command: the time the client gives, or the server's own. A given time before `after` or more than
 * 2 s ahead is refused with 422 `time_out_of_order`, `time_in_future`; `place` names it in the body.
 */
export function momentOf(
  desk: Pick<Desk, 'authority' | 'now'>,
  given: string | undefined,
  after: string = firstRuleAt,
  place = 'body/at',
): Moment {
  const now = desk.now.toISOString()
  const atSource = sourceOf(desk.authority, given !== undefined)
  if (given === undefined) return { at: now < after ? after : now, atSource }
  return { at: checkedTime(given, after, desk.now, place), atSource }
}

export function checkedTime(given: string, after: string, now: Date, place: string): string {
  const time = new Date(given)
  if (Number.isNaN(time.getTime())) throw refuse(422, 'time_invalid', 'There is no such time.', { place })
  if (time.getTime() > now.getTime() + aheadMsMax)
    throw refuse(422, 'time_in_future', 'The time lies in the future.', { place, now: now.toISOString() })
  const at = time.toISOString()
  const notBefore = after > firstRuleAt ? after : firstRuleAt
  if (at < notBefore)
    throw refuse(422, 'time_out_of_order', 'The time lies before what it follows.', { place, notBefore })
  return at
}

/** The same moment as told by somebody about a crew: the crew itself, or a desk on its behalf. */
export function reportedMoment(moment: Moment, authority: Authority): Moment {
  return { at: moment.at, atSource: sourceOf(authority, true) }
}

function sourceOf({ actor }: Authority, given: boolean): AtSource {
  if (actor.role === 'system') return 'automatic'
  if (actor.role === 'crew' || actor.channel === 'mobile') return 'field'
  return given ? 'operator' : 'automatic'
}

export function secondsAfter(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString()
}
