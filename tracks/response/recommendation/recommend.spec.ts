import { capabilities } from '@kuaiji/catalog'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalOf, type Candidate } from './candidate.ts'
import { recommend } from './recommend.ts'
import { type Need, seatAll, seatsOf } from './seats.ts'

const free: Candidate = {
  unit: '',
  callSign: '',
  station: 's1',
  capabilities: ['patrol'],
  duty: 'on_duty',
  busyOn: null,
  onThis: false,
  positionAgeSeconds: 10,
  driveMs: 60_000,
  snapMetres: 12.4,
}
const unit = (callSign: string, driveSeconds: number, other: Partial<Candidate> = {}): Candidate => ({
  ...free,
  unit: `unit-${callSign}`,
  callSign,
  driveMs: driveSeconds * 1000,
  ...other,
})
const ask = (requirement: readonly Need[], candidates: readonly Candidate[]) =>
  recommend({ incident: 'i1', computedAt: '2026-06-01T08:00:00.000Z', requirement, candidates })
const signs = (units: readonly { callSign: string }[]) => units.map(u => u.callSign)

const patrol = (count: number): Need => ({ capability: 'patrol', count })

describe('closest feasible by travel time', () => {
  test('takes who arrives first, and explains the time by its parts', () => {
    const answer = ask([patrol(1)], [unit('B', 170.2), unit('A', 300)])
    expect(answer.units).toEqual([
      {
        unit: 'unit-B',
        callSign: 'B',
        station: 's1',
        capabilities: ['patrol'],
        meets: 'patrol',
        etaSeconds: 201,
        driveSeconds: 171,
        mobiliseSeconds: 30,
        snapMetres: 12,
        reason: {
          zh: '巡逻处警第 1 快：3 分 21 秒到达（出动 30 秒，行驶 2 分 51 秒）',
          en: 'Patrol, 1st to arrive: 3 min 21 s (30 s to set out, 2 min 51 s driving)',
        },
      },
    ])
    expect(signs(answer.alternatives)).toEqual(['A'])
    expect(answer).toMatchObject({ policy: 'closest_feasible@1', rejected: [], shortfall: [] })
  })

  test('equal times go by call sign', () => {
    expect(signs(ask([patrol(1)], [unit('P-2', 60), unit('P-1', 60)]).units)).toEqual(['P-1'])
  })

  test('the time to set out counts: nearer is not always sooner', () => {
    const negotiators = [
      unit('N', 10, { capabilities: ['negotiation'] }),
      unit('PN', 40, { capabilities: ['patrol', 'negotiation'] }),
    ]
    expect(signs(ask([{ capability: 'negotiation', count: 1 }], negotiators).units)).toEqual(['PN'])
  })

  test('a unit of two capabilities is kept for the one nobody else has', () => {
    const answer = ask(
      [patrol(1), { capability: 'traffic', count: 1 }],
      [unit('PT', 10, { capabilities: ['patrol', 'traffic'] }), unit('P', 90)],
    )
    expect(answer.units.map(u => [u.callSign, u.meets])).toEqual([
      ['PT', 'traffic'],
      ['P', 'patrol'],
    ])
    expect(answer.shortfall).toEqual([])
  })

  test('units on this incident fill their places: only the rest is recommended', () => {
    const answer = ask(
      [patrol(2)],
      [unit('A', 10, { busyOn: 'J1', onThis: true }), unit('B', 50), unit('C', 70)],
    )
    expect(signs(answer.units)).toEqual(['B'])
    expect(answer.rejected).toEqual([])
  })

  test('nothing is recommended where nobody has to go', () => {
    expect(ask([], [unit('A', 10)])).toMatchObject({ units: [], rejected: [], shortfall: [] })
  })
})

describe('nearer units that are not chosen', () => {
  const answer = ask(
    [patrol(1), { capability: 'negotiation', count: 1 }],
    [
      unit('busy', 10, { busyOn: 'J2026-000012' }),
      unit('off', 11, { duty: 'off_duty' }),
      unit('out', 12, { duty: 'out_of_service' }),
      unit('dog', 1, { capabilities: ['dog'] }),
      unit('old', 13, { positionAgeSeconds: 47 * 60 }),
      unit('first', 20),
      unit('second', 21),
      unit('talker', 400, { capabilities: ['negotiation'] }),
      unit('far', 900),
      unit('island', -0.001),
    ],
  )

  test('have one reason each, nearest first', () => {
    expect(signs(answer.units)).toEqual(['first', 'talker'])
    expect(answer.rejected.map(({ callSign, code }) => [callSign, code])).toEqual([
      ['busy', 'busy'],
      ['off', 'off_duty'],
      ['out', 'out_of_service'],
      ['old', 'stale_position'],
      ['second', 'farther'],
      ['dog', 'capability'],
    ])
  })

  test('are explained in Chinese and English', () => {
    expect(answer.rejected.map(({ reason }) => reason)).toEqual([
      { zh: '40 秒可到，但正在处置 J2026-000012', en: '40 s away, but on J2026-000012' },
      { zh: '41 秒可到，但已下勤', en: '41 s away, but off duty' },
      { zh: '42 秒可到，但已停用', en: '42 s away, but out of service' },
      { zh: '43 秒可到，但位置已 47 分钟未更新', en: '43 s away, but its position is 47 min old' },
      { zh: '51 秒可到，但同类警力已有更快的', en: '51 s away, but faster units already meet what it could' },
      {
        zh: '1 分 21 秒可到，但不具备所需能力（巡逻处警、谈判）',
        en: '1 min 21 s away, but it has none of what is needed (Patrol, Negotiation)',
      },
    ])
  })
})

describe('a shortfall', () => {
  test('is told, with whoever could have filled it', () => {
    const answer = ask(
      [patrol(3)],
      [
        unit('A', 60),
        unit('B', 600, { busyOn: 'J9' }),
        unit('island', -0.001),
        unit('dog', 1000, { capabilities: ['dog'] }),
      ],
    )
    expect(answer.shortfall).toEqual([{ capability: 'patrol', missing: 2 }])
    expect(answer.rejected.map(({ callSign, code, etaSeconds }) => [callSign, code, etaSeconds])).toEqual([
      ['B', 'busy', 630],
      ['island', 'unreachable', null],
    ])
  })

  test('is filled by a unit of stale position rather than by nobody, and says so', () => {
    const answer = ask([patrol(2)], [unit('old', 10, { positionAgeSeconds: 3600 }), unit('A', 500)])
    expect(signs(answer.units)).toEqual(['A', 'old'])
    expect(answer.units[1]?.reason.en).toContain('its position is 60 min old')
    expect(answer.shortfall).toEqual([])
  })
})

describe('whatever the fleet', () => {
  const codes = capabilities.slice(0, 4).map(({ code }) => code)
  const fleet = fc
    .array(
      fc.record({
        capabilities: fc.subarray(codes, { minLength: 1 }),
        driveMs: fc.integer({ min: -1, max: 900_000 }),
        duty: fc.constantFrom('on_duty', 'on_duty', 'off_duty', 'out_of_service'),
        busyOn: fc.option(fc.constant('J1'), { freq: 4 }),
        positionAgeSeconds: fc.option(fc.integer({ min: 0, max: 4000 })),
      }),
      { maxLength: 9 },
    )
    .map(rows => rows.map((row, i): Candidate => ({ ...unit(`U${i}`, 0), ...row })))
  const requirement = fc
    .uniqueArray(fc.constantFrom(...codes), { maxLength: 3 })
    .chain(list =>
      fc.tuple(
        ...list.map(capability =>
          fc.record({ capability: fc.constant(capability), count: fc.integer({ min: 1, max: 2 }) }),
        ),
      ),
    )

  test('the same fleet in another order gets the same answer, byte for byte', () => {
    fc.assert(
      fc.property(
        requirement,
        fleet.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        (needs, [all, shuffled]) => {
          expect(JSON.stringify(ask(needs, shuffled))).toBe(JSON.stringify(ask(needs, all)))
        },
      ),
    )
  })

  test('as many places are filled as any choice of free units fills, and each by a unit that can', () => {
    fc.assert(
      fc.property(requirement, fleet, (needs, all) => {
        const answer = ask(needs, all)
        const able = all.filter(u => u.duty === 'on_duty' && u.busyOn === null && u.driveMs >= 0)
        expect(answer.units).toHaveLength(mostSeats(needs, able))
        for (const { unit: id, meets, capabilities: has } of answer.units) {
          expect(able.map(u => u.unit)).toContain(id)
          expect(has).toContain(meets)
        }
        const wanted = needs.reduce((sum, need) => sum + need.count, 0)
        const missing = answer.shortfall.reduce((sum, need) => sum + need.missing, 0)
        expect(answer.units.length + missing).toBe(wanted)
      }),
    )
  })

  test('no chosen unit could be exchanged for a faster free one', () => {
    fc.assert(
      fc.property(requirement, fleet, (needs, fresh) => {
        const all = fresh.map(u => ({ ...u, positionAgeSeconds: null }))
        const answer = ask(needs, all)
        const chosen = answer.units.map(u => all.find(c => c.unit === u.unit)!)
        for (const other of answer.alternatives) {
          for (const slow of answer.units.filter(u => u.etaSeconds > other.etaSeconds)) {
            const swapped = chosen.map(u =>
              u.unit === slow.unit ? all.find(c => c.unit === other.unit)! : u,
            )
            expect(mostSeats(needs, swapped)).toBeLessThan(chosen.length)
          }
        }
      }),
    )
  })

  test('each nearer unit that is not chosen has one reason', () => {
    fc.assert(
      fc.property(requirement, fleet, (needs, all) => {
        const answer = ask(needs, all)
        const last = Math.max(-1, ...answer.units.map(u => u.etaSeconds))
        const nearer = all.map(arrivalOf).filter(u => u.etaSeconds !== null && u.etaSeconds < last)
        const told = [...answer.units, ...answer.rejected].map(u => u.unit)
        for (const { unit: id } of nearer) expect(told).toContain(id)
        expect(new Set(told).size).toBe(told.length)
      }),
    )
  })

  /** By trying every choice. */
  function mostSeats(needs: readonly Need[], units: readonly Candidate[]): number {
    const places = needs.flatMap(({ capability, count }) => Array.from({ length: count }, () => capability))
    const best = (i: number, used: ReadonlySet<string>): number => {
      const capability = places[i]
      if (capability === undefined) return 0
      const options = units
        .filter(u => !used.has(u.unit) && u.capabilities.includes(capability))
        .map(u => 1 + best(i + 1, new Set([...used, u.unit])))
      return Math.max(best(i + 1, used), ...options)
    }
    return best(0, new Set())
  }
})

test('a unit once seated is never left standing', () => {
  const seats = seatsOf<{ capabilities: string[] }>([
    { capability: 'a', count: 1 },
    { capability: 'b', count: 1 },
  ])
  const both = { capabilities: ['a', 'b'] }
  const onlyA = { capabilities: ['a'] }
  const lateA = { capabilities: ['a'] }
  seatAll(seats, [both, onlyA, lateA])
  expect(seats.map(seat => seat.unit)).toEqual([onlyA, both])
})
