import type { AtSource, Change, EntryDraft, Kind } from '@kuaiji/kernel'
import type { LedgerEntry } from '@kuaiji/ledger'
import fc from 'fast-check'
import { assignmentKind } from '../../assignment/assignment.ts'
import { callKind } from '../../call/call.ts'
import { incidentKind } from '../../incident/incident.ts'

/** One incident as it might have gone, in milliseconds of UTC; entries are made from it, and figures told from it. */
export interface Story {
  readonly type: 'theft' | 'traffic_collision' | 'assault'
  readonly grade: 1 | 2 | 3 | 4
  readonly regradedTo: 1 | 4 | null
  readonly urban: boolean | null
  readonly district: string | null
  readonly openedAt: number
  readonly openedBy: 'dispatcher' | 'crew'
  readonly calls: readonly CallStory[]
  readonly orders: readonly OrderStory[]
  readonly feedbackAt: number | null
}

export interface CallStory {
  readonly channel: 'voice_110' | 'app' | 'officer'
  readonly receivedAt: number
  readonly claimedAt: number | null
  readonly abandonedAt: number | null
}

export interface OrderStory {
  readonly orderedAt: number
  readonly signed: Reached | null
  readonly acknowledged: Reached | null
  readonly arrived: Reached | null
  readonly cancelledAt: number | null
}

export interface Reached {
  readonly at: number
  readonly source: AtSource
}

/** What a story writes to one record. */
export interface Chapter {
  readonly kind: Kind
  readonly record: string
  readonly parent: string | null
  readonly role: 'dispatcher' | 'crew'
  readonly drafts: readonly EntryDraft[]
}

/** `newId` gives ids of records; the order of the chapters is any order. */
export function chaptersOf(story: Story, newId: () => string): Chapter[] {
  const incident = newId()
  const calls = story.calls.map((call): Chapter => {
    const drafts = callDrafts(call, story, incident)
    return { kind: callKind as Kind, record: newId(), parent: incident, role: 'dispatcher', drafts }
  })
  const orders = story.orders.map((order): Chapter => {
    const drafts = orderDrafts(order, incident, newId())
    return { kind: assignmentKind as Kind, record: newId(), parent: incident, role: 'dispatcher', drafts }
  })
  const own: Chapter = {
    kind: incidentKind as Kind,
    record: incident,
    parent: null,
    role: story.openedBy,
    drafts: incidentDrafts(story),
  }
  return [own, ...calls, ...orders]
}

export function changeOf({ kind, record, drafts }: Chapter): Change {
  return { kind, record, expected: 0, state: kind.initial, entries: drafts }
}

/** The chapters as the log would show them, recorded at `recordedAt`; `pick` chooses whose next entry comes next. */
export function logOf(
  chapters: readonly Chapter[],
  recordedAt: number,
  pick: (choices: number) => number,
): LedgerEntry[] {
  const told = chapters.map(chapter => ({ chapter, n: 0 }))
  const entries: LedgerEntry[] = []
  for (;;) {
    const left = told.filter(({ chapter, n }) => n < chapter.drafts.length)
    if (left.length === 0) return entries
    const next = left[pick(left.length)]!
    const { kind, record, parent, role, drafts } = next.chapter
    const { type, at, atSource, facts } = drafts[next.n] as EntryDraft
    next.n++
    entries.push({
      id: `entry-${entries.length}`,
      jurisdiction: 'city',
      kind: kind.name,
      record,
      n: next.n,
      type,
      at,
      atSource,
      recordedAt: iso(recordedAt),
      actor: { role, unit: 'bureau', seat: '110-01', channel: 'console' },
      facts,
      leafIndex: entries.length,
      parent,
    })
  }
}

function callDrafts(call: CallStory, { urban, district }: Story, incident: string): EntryDraft[] {
  const { channel, receivedAt, claimedAt, abandonedAt } = call
  const facts = { channel, district, urban, cell: null, outside: false }
  return [
    entry('call.received', receivedAt, facts),
    ...(abandonedAt === null ? [] : [entry('call.abandoned', abandonedAt, {})]),
    ...(claimedAt === null ? [] : [entry('call.claimed', claimedAt, { seat: '110-01' })]),
    entry('call.attached', receivedAt, { incident }),
  ]
}

function orderDrafts(order: OrderStory, incident: string, unit: string): EntryDraft[] {
  const { orderedAt, signed, acknowledged, arrived, cancelledAt } = order
  const reached = (type: string, mark: Reached | null) =>
    mark === null ? [] : [entry(type, mark.at, {}, mark.source)]
  const facts = { incident, unit, callSign: 'P-1', station: 's1', seat: '110-01', deviation: null }
  return [
    entry('assignment.ordered', orderedAt, facts),
    ...reached('assignment.signed', signed),
    ...reached('assignment.acknowledged', acknowledged),
    ...reached('assignment.arrived', arrived),
    ...(cancelledAt === null ? [] : [entry('assignment.cancelled', cancelledAt, { reason: 'not_needed' })]),
  ]
}

function incidentDrafts(story: Story): EntryDraft[] {
  const { type, grade, regradedTo, urban, district, openedAt, feedbackAt } = story
  const place = urban === null ? 'unknown' : 'known'
  const regrade = { grade: regradedTo, from: grade, reason: 'danger_grew' }
  return [
    entry('incident.opened', openedAt, { type, grade, place, district, urban, cell: null }),
    ...(regradedTo === null ? [] : [entry('incident.regraded', openedAt, regrade)]),
    ...(feedbackAt === null ? [] : [entry('incident.first_feedback_given', feedbackAt, {})]),
  ]
}

function entry(
  type: string,
  at: number,
  facts: EntryDraft['facts'],
  atSource: AtSource = 'operator',
): EntryDraft {
  return { type, at: iso(at), atSource, facts }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** New Year 2026 in Shanghai: stories gather around it and around noon of a summer's day. */
export const newYear = Date.parse('2025-12-31T16:00:00.000Z')

/** Two hours after the latest moment of any story: every clock of grade 1 and 2 has run out, some of the others run. */
export const storiesEnd = newYear + 200 * 86_400_000

const sources = fc.constantFrom<AtSource>('field', 'operator', 'inferred')
/** Without bias: two moments of one story are never the same, so that no order of reading decides between them. */
const delay = (from: number, to: number) => fc.noBias(fc.integer({ min: from * 1000, max: to * 1000 }))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })

function orderArbitrary(openedAt: number): fc.Arbitrary<OrderStory> {
  return fc
    .record({
      ordered: delay(0, 300),
      signed: maybe(fc.tuple(delay(0, 60), sources)),
      acknowledged: maybe(fc.tuple(delay(0, 120), sources)),
      arrived: maybe(fc.tuple(delay(-5, 900), sources)),
      cancelled: maybe(delay(0, 200)),
    })
    .map(({ ordered, signed, acknowledged, arrived, cancelled }) => {
      const orderedAt = openedAt + ordered
      const reached = (mark: [number, AtSource] | null) =>
        mark === null ? null : { at: orderedAt + mark[0], source: mark[1] }
      return {
        orderedAt,
        signed: reached(signed),
        acknowledged: reached(acknowledged),
        arrived: reached(arrived),
        cancelledAt: arrived !== null || cancelled === null ? null : orderedAt + cancelled,
      }
    })
}

function callArbitrary(openedAt: number): fc.Arbitrary<CallStory> {
  return fc
    .record({
      channel: fc.constantFrom(
        'voice_110' as const,
        'voice_110' as const,
        'app' as const,
        'officer' as const,
      ),
      received: delay(-120, 0),
      claimed: maybe(delay(0, 20)),
      abandoned: maybe(delay(0, 20)),
    })
    .map(({ channel, received, claimed, abandoned }) => {
      const receivedAt = openedAt + received
      return {
        channel,
        receivedAt,
        claimedAt: claimed === null ? null : receivedAt + claimed,
        // Who is answered does not hang up in this story; who hung up may be claimed afterwards, to be called back.
        abandonedAt:
          abandoned === null || (claimed !== null && claimed <= abandoned) ? null : receivedAt + abandoned,
      }
    })
}

export const storyArbitrary: fc.Arbitrary<Story> = fc
  .tuple(
    fc.oneof(
      delay(-3600, 3600),
      delay(-1800, 1800).map(ms => ms + 200 * 86_400_000 - 10_000_000),
    ),
    fc.constantFrom('dispatcher' as const, 'dispatcher' as const, 'dispatcher' as const, 'crew' as const),
  )
  .chain(([offset, openedBy]) => {
    const openedAt = newYear + offset
    return fc.record<Story>({
      type: fc.constantFrom('theft', 'traffic_collision', 'assault'),
      grade: fc.constantFrom(1, 2, 3, 4),
      regradedTo: maybe(fc.constantFrom(1 as const, 4 as const)),
      urban: fc.constantFrom(true, true, true, false, null),
      district: fc.constantFrom('d1', 'd2', null),
      openedAt: fc.constant(openedAt),
      openedBy: fc.constant(openedBy),
      calls: fc.array(callArbitrary(openedAt), { maxLength: 3 }),
      orders: fc.array(orderArbitrary(openedAt), { maxLength: 3 }),
      feedbackAt: maybe(delay(0, 4000).map(ms => openedAt + ms)),
    })
  })
