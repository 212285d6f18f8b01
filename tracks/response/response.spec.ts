import { milestones } from '@kuaiji/catalog'
import { type Change, type EntryDraft, fold, isRefusal, type Kind, type Loaded, refuse } from '@kuaiji/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AssignmentState, assignmentKind } from './assignment/assignment.ts'
import { reachMilestone } from './assignment/milestone.ts'
import { checkOnDuty, orderUnit } from './assignment/order.ts'
import { type CallState, callKind } from './call/call.ts'
import * as call from './call/decisions.ts'
import * as incident from './incident/decisions.ts'
import { type IncidentState, incidentKind } from './incident/incident.ts'
import type { Moment } from './moment.ts'
import { changeTo, opening } from './route.ts'
import { changeDuty } from './unit/duty.ts'
import { type Duty, holdOf, type UnitState, unitKind } from './unit/unit.ts'
import { assignmentDesks, callDesks, findDesk, incidentDesks } from './views/desks.ts'

interface Row {
  readonly kind: Kind
  readonly n: number
  readonly state: unknown
}

/** The ledger's own promises, in memory: versions, one holder of a thing, all changes or none. */
class Book {
  readonly rows = new Map<string, Row>()

  append(changes: readonly Change[], when: Moment): void {
    const next = new Map(this.rows)
    for (const { kind, record, expected, state, entries } of changes) {
      if ((next.get(record)?.n ?? 0) !== expected) throw refuse(409, 'stale', 'Changed.')
      const folded = fold(
        kind,
        state,
        entries.map((draft, i) => placed(draft, record, expected + i + 1)),
      )
      next.set(record, { kind, n: expected + entries.length, state: folded })
    }
    const holds = [...next.values()].flatMap(({ kind, state }) => kind.holds?.(state) ?? [])
    if (new Set(holds).size !== holds.length) throw refuse(409, 'held', `Held at ${when.at}.`)
    for (const [record, row] of next) this.rows.set(record, row)
  }

  of<S>({ name }: Kind<S>): Loaded<S>[] {
    return [...this.rows]
      .filter(([, row]) => row.kind.name === name)
      .map(([id, { n, state }]) => ({ id, n, state: state as S }))
  }
}

function placed(draft: EntryDraft, record: string, n: number) {
  const actor = { role: 'dispatcher', unit: 'bureau', seat: '110-01', channel: 'console' } as const
  return { ...draft, id: `${record}/${n}`, record, n, recordedAt: draft.at, actor }
}

const fleet = ['unit-1', 'unit-2', 'unit-3']
const place = { district: 'd1', urban: true, cell: 'c1' }

/** One command: what is asked, of the how-manieth record, in which of its variants. */
type Act = (book: Book, pick: number, variant: number, when: Moment) => readonly Change[]

const nth = <S>(loaded: readonly Loaded<S>[], pick: number): Loaded<S> => {
  const found = loaded[pick % Math.max(loaded.length, 1)]
  if (found === undefined) throw refuse(404, 'not_found', 'There is none.')
  return found
}
const onCall =
  (decide: (state: CallState, variant: number, when: Moment) => EntryDraft[]): Act =>
  (book, pick, variant, when) => {
    const found = nth(book.of(callKind), pick)
    return [changeTo(callKind, found, decide(found.state, variant, when))]
  }
const onIncident =
  (decide: (state: IncidentState, variant: number, when: Moment) => EntryDraft[]): Act =>
  (book, pick, variant, when) => {
    const found = nth(book.of(incidentKind), pick)
    return [changeTo(incidentKind, found, decide(found.state, variant, when))]
  }

const acts: Readonly<Record<string, Act>> = {
  receive: (book, _, variant, when) => {
    const outside = variant % 5 === 0
    const entries = call.receiveCall(
      {
        channel: variant % 3 === 0 ? 'app' : 'voice_110',
        place: outside ? undefined : place,
        outside,
        neighbour: outside ? 'next' : undefined,
        particulars: {},
      },
      when,
    )
    return [opening(callKind, `call-${book.rows.size}`, entries)]
  },
  claim: onCall((state, variant, when) => call.claimCall(state, `seat-${variant}`, when)),
  abandon: onCall((state, _, when) => call.abandonCall(state, when)),
  callBack: onCall((state, variant, when) => call.callBack(state, 'seat-1', variant % 2 === 0, when)),
  classify: onCall((state, _, when) => call.classifyCall(state, 'help', when)),
  acceptHandover: onCall((state, _, when) => call.acceptHandover(state, when)),
  closeCall: onCall((state, _, when) => call.closeCall(state, 'advice_given', when)),
  attach: (book, pick, variant, when) => {
    const found = nth(book.of(callKind), pick)
    const to = nth(book.of(incidentKind), variant)
    return [
      changeTo(callKind, found, call.attachCall(found.state, to.id, when)),
      changeTo(incidentKind, to, incident.attachToIncident(to.state, found.id, found.state.receivedAt, when)),
    ]
  },
  open: (book, _, variant, when) => [
    opening(
      incidentKind,
      `incident-${book.rows.size}`,
      incident.openIncident(
        { type: 'fight', grade: undefined, place: variant % 2 === 0 ? place : undefined, particulars: {} },
        when,
      ),
    ),
  ],
  locate: onIncident((state, _, when) =>
    incident.locateIncident(state, place, { location: { lon: 0, lat: 0 } }, when),
  ),
  regrade: onIncident((state, variant, when) =>
    incident.regradeIncident(state, 1 + (variant % 4), 'danger_grew', when),
  ),
  feedback: onIncident((state, variant, when) => {
    const final = variant % 2 === 0
    return incident.giveFeedback(
      state,
      { final, result: final ? 'settled_on_scene' : undefined, text: undefined },
      when,
    )
  }),
  returnIt: onIncident((state, _, when) => incident.returnIncident(state, 'wrong_type', when)),
  closeIncident: (book, pick, _, when) => {
    const found = nth(book.of(incidentKind), pick)
    const open = book
      .of(assignmentKind)
      .filter(a => a.state.incident === found.id && assignmentKind.isOpen(a.state))
    return [
      changeTo(
        incidentKind,
        found,
        incident.closeIncident(
          found.state,
          open.map(a => a.id),
          when,
        ),
      ),
    ]
  },
  order: (book, pick, variant, when) => {
    const to = nth(book.of(incidentKind), pick)
    const unit = nth(book.of(unitKind), variant)
    checkOnDuty(unit.state)
    const id = `assignment-${book.rows.size}`
    return [
      opening(
        assignmentKind,
        id,
        orderUnit({ incident: to.id, unit: unit.state, seat: 's', deviation: undefined }, when),
      ),
      changeTo(incidentKind, to, incident.dispatchUnit(to.state, id, unit.id, when)),
    ]
  },
  milestone: (book, pick, variant, when) => {
    const found = nth(book.of(assignmentKind), pick)
    const { code } = milestones[variant % milestones.length]!
    const reason = code === 'cancelled' ? 'not_needed' : undefined
    return [changeTo(assignmentKind, found, reachMilestone(found.state, code, reason, when))]
  },
  duty: (book, pick, variant, when) => {
    const found = nth(book.of(unitKind), pick)
    const duty = (['on_duty', 'off_duty', 'out_of_service'] as const satisfies readonly Duty[])[variant % 3]!
    const reason = duty === 'out_of_service' ? 'rest' : undefined
    return [changeTo(unitKind, found, changeDuty(found.state, duty, reason, when))]
  },
  due: (book, pick, _, when) => {
    const found = nth(book.of(assignmentKind), pick)
    const entries = assignmentKind.onDue?.(found.state, 'acknowledgement', new Date(when.at)) ?? []
    return entries.length === 0 ? [] : [changeTo(assignmentKind, found, entries)]
  },
}

const commands = fc.array(
  fc.record({
    act: fc.constantFrom(
      ...Object.keys(acts),
      'order',
      'order',
      'milestone',
      'milestone',
      'milestone',
      'open',
      'receive',
    ),
    pick: fc.nat(7),
    variant: fc.nat(41),
  }),
  { minLength: 20, maxLength: 120 },
)

const momentAt = (second: number): Moment => ({
  at: new Date(Date.UTC(2026, 5, 1, 8, 0, second)).toISOString(),
  atSource: 'operator',
})

function newBook(): Book {
  const book = new Book()
  const when = momentAt(0)
  for (const id of fleet) {
    const facts = { callSign: id, station: 's1', district: 'd1', agency: 'police', capabilities: ['patrol'] }
    const entries = [
      { type: 'unit.registered', ...when, facts },
      { type: 'unit.duty_changed', ...when, facts: { duty: 'on_duty', reason: null } },
    ]
    book.append([opening(unitKind, id, entries)], when)
  }
  return book
}

/** Runs commands one after another, checking after each; gives how many of each act were accepted. */
function play(list: readonly { act: string; pick: number; variant: number }[], check: (book: Book) => void) {
  const book = newBook()
  const accepted = new Map<string, number>()
  list.forEach(({ act, pick, variant }, i) => {
    const when = momentAt(i + 1)
    try {
      const changes = acts[act]!(book, pick, variant, when)
      book.append(changes, when)
      if (changes.length > 0) accepted.set(act, (accepted.get(act) ?? 0) + 1)
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
    check(book)
  })
  return accepted
}

test('no unit is held twice, and none off duty is held by an order', () => {
  fc.assert(
    fc.property(commands, list => {
      play(list, book => {
        const open = book.of(assignmentKind).filter(a => assignmentKind.isOpen(a.state))
        const units = open.map(a => a.state.unit)
        expect(new Set(units).size).toBe(units.length)
        const off = book.of(unitKind).filter(u => (u.state as UnitState).duty !== 'on_duty')
        for (const { id } of off) expect(units.map(holdOf)).not.toContain(holdOf(id))
      })
    }),
  )
})

test('milestones stand in the order of the field, their times never fall', () => {
  const order = ['assignedAt', 'signedAt', 'acknowledgedAt', 'enRouteAt', 'stagedAt', 'onSceneAt'] as const
  fc.assert(
    fc.property(commands, list => {
      play(list, book => {
        for (const { state } of book.of<AssignmentState>(assignmentKind)) {
          const reached = [...order, 'clearedAt' as const].flatMap(name => state.milestones[name] ?? [])
          expect(reached).toEqual([...reached].sort())
          if (state.milestones.enRouteAt !== null) {
            expect(state.milestones.signedAt).not.toBeNull()
            expect(state.milestones.acknowledgedAt).not.toBeNull()
          }
          if (state.milestones.clearedAt !== null) expect(state.milestones.onSceneAt).not.toBeNull()
        }
      })
    }),
  )
})

test('an open record is on exactly one desk, one that is done on none', () => {
  fc.assert(
    fc.property(commands, list => {
      play(list, book => {
        const kinds = [
          [callKind, callDesks],
          [incidentKind, incidentDesks],
          [assignmentKind, assignmentDesks],
        ] as readonly [Kind<{ status: string }>, Record<string, readonly string[]>][]
        for (const [kind, desks] of kinds) {
          for (const { state } of book.of(kind))
            expect(findDesk(desks, state.status) !== undefined).toBe(kind.isOpen(state))
          const shown = Object.values(desks).flat()
          expect(new Set(shown).size).toBe(shown.length)
        }
      })
    }),
  )
})

test('no incident is closed over an open order, nor without a result', () => {
  fc.assert(
    fc.property(commands, list => {
      play(list, book => {
        const closed = book.of<IncidentState>(incidentKind).filter(i => i.state.status === 'closed')
        for (const { id, state } of closed) {
          expect(state.result).not.toBeNull()
          const open = book
            .of(assignmentKind)
            .filter(a => a.state.incident === id && assignmentKind.isOpen(a.state))
          expect(open).toEqual([])
        }
      })
    }),
  )
})

test('every act of the model gets accepted somewhere, so that the properties above speak of something', () => {
  const accepted = new Map<string, number>()
  fc.assert(
    fc.property(commands, list => {
      for (const [act, n] of play(list, () => {})) accepted.set(act, (accepted.get(act) ?? 0) + n)
    }),
    { numRuns: 400, seed: 20260601 },
  )
  expect([...accepted.keys()].sort()).toEqual(Object.keys(acts).sort())
})
