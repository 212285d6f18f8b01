import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  callChannels,
  callClasses,
  callResults,
  capabilities,
  findIncidentType,
  findNypdMapping,
  findReasonCode,
  type Grade,
  gradeOf,
  grades,
  incidentTypes,
  milestones,
  nypdDescriptions,
  nypdFamilies,
  reasonCodes,
  requirementOf,
  resultCodes,
  ruleAt,
  rules,
  targetClocks,
  unitStatuses,
} from './index.ts'

const shared = process.env.KUAIJI_SHARED ?? join(import.meta.dirname, '../../shared')
const every: readonly Grade[] = [1, 2, 3, 4]

/** Runs a test against reference data where it is at hand; elsewhere it says what is missing. */
function testWith(file: string, name: string, run: (text: string) => void) {
  const path = join(shared, 'data', file)
  test(name, context => {
    if (!existsSync(path)) context.skip(`needs ${file} under KUAIJI_SHARED`)
    run(readFileSync(path, 'utf8'))
  })
}

describe('codes and labels', () => {
  const lists = {
    incidentTypes,
    capabilities,
    callChannels,
    callClasses,
    callResults,
    milestones,
    resultCodes,
    unitStatuses,
  }
  for (const [name, rows] of Object.entries(lists)) {
    test(`${name}: snake_case, unique, named in Chinese and English`, () => {
      const codes = rows.map(row => row.code)
      expect(new Set(codes).size).toBe(codes.length)
      for (const row of rows) {
        expect(row.code).toMatch(/^[a-z][a-z0-9_]{0,63}$/)
        expect(row.label.zh).toMatch(/\p{Script=Han}/u)
        expect(row.label.en).toMatch(/^[\p{Script=Latin}0-9]/u)
        expect(row.label.en).not.toMatch(/\p{Script=Han}/u)
      }
    })
  }

  test('a reason code is unique in its use and does not serve another', () => {
    const keys = reasonCodes.map(r => `${r.use}/${r.code}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(findReasonCode('return', 'result_missing')).toBeDefined()
    expect(findReasonCode('cancellation', 'result_missing')).toBeUndefined()
  })
})

describe('incident types', () => {
  test('all four call classes and all four grades occur', () => {
    expect(new Set(incidentTypes.map(t => t.category))).toEqual(new Set(callClasses.map(c => c.code)))
    expect(new Set(incidentTypes.map(t => t.grade))).toEqual(new Set(every))
  })

  test('a higher grade never asks for fewer units', () => {
    for (const { code } of incidentTypes) {
      const counts = every.map(grade => requirementOf(code, grade).reduce((n, need) => n + need.count, 0))
      expect(counts, code).toEqual([...counts].sort((a, b) => b - a))
    }
  })

  test('danger to life always sends somebody, an enquiry nobody', () => {
    for (const { code } of incidentTypes) expect(requirementOf(code, 1), code).not.toEqual([])
    expect(requirementOf('enquiry', 4)).toEqual([])
  })

  test('every specialist team is wanted by some plan', () => {
    const wanted = new Set(
      incidentTypes.flatMap(t => every.flatMap(g => requirementOf(t.code, g).map(need => need.capability))),
    )
    const teams = capabilities.filter(c => c.specialist)
    expect(teams).toHaveLength(8)
    for (const team of teams) expect(wanted).toContain(team.code)
  })

  testWith(
    'conformance/eido/Schema/NIEMComponents/apco.yaml',
    'every APCO token is in the list published with the EIDO schema',
    yaml => {
      const list = yaml.slice(
        yaml.indexOf('apcoIncidentCategoryCodeSimpleType:'),
        yaml.indexOf('apcoAlarmEventCategoryCodeType:'),
      )
      const tokens = new Set([...list.matchAll(/^\s+- (\S+)$/gm)].map(match => match[1]))
      expect(tokens.size).toBe(197)
      for (const row of incidentTypes) expect(tokens, row.code).toContain(row.apco)
    },
  )
})

describe('grades and rules', () => {
  test('targets do not get stricter as urgency falls', () => {
    for (const [urgent, less] of [
      [1, 2],
      [2, 3],
      [3, 4],
    ] as const) {
      const a = gradeOf(urgent)
      const b = gradeOf(less)
      expect(a.dispatch.seconds).toBeLessThanOrEqual(b.dispatch.seconds)
      expect(a.arrival.urban.seconds).toBeLessThanOrEqual(b.arrival.urban.seconds)
      expect(a.arrival.suburban.seconds).toBeLessThanOrEqual(b.arrival.suburban.seconds)
      expect(a.firstFeedback.seconds).toBeLessThanOrEqual(b.firstFeedback.seconds)
      expect(a.unassignedAlertSeconds).toBeLessThan(b.unassignedAlertSeconds)
    }
  })

  test('every target is a positive time with a share, a source and a clock', () => {
    for (const row of grades) {
      for (const name of Object.keys(targetClocks) as (keyof typeof targetClocks)[]) {
        const targets = name === 'arrival' ? [row.arrival.urban, row.arrival.suburban] : [row[name]]
        for (const target of targets) {
          expect(target.seconds).toBeGreaterThan(0)
          expect(target.share).toBeGreaterThan(0)
          expect(target.share).toBeLessThanOrEqual(1)
          expect(target.source).not.toBe('')
        }
      }
    }
  })

  test('the dated rules and the targets of grade 1 say the same', () => {
    const at = new Date('2026-06-01T00:00:00Z')
    const one = gradeOf(1)
    expect(ruleAt('response.ringing', at).seconds).toBe(one.answer.seconds)
    expect(ruleAt('response.sign', at).seconds).toBe(one.sign.seconds)
    expect(ruleAt('response.acknowledge', at).seconds).toBe(one.acknowledge.seconds)
    expect(ruleAt('response.set_out', at).seconds).toBe(one.setOut.seconds)
    expect(ruleAt('response.arrival_urban', at).seconds).toBe(one.arrival.urban.seconds)
    expect(ruleAt('response.arrival_suburban', at).seconds).toBe(one.arrival.suburban.seconds)
    expect(ruleAt('response.first_feedback', at).seconds).toBe(one.firstFeedback.seconds)
  })

  test('versions of a rule are unique, dated and cited; a rule cannot reach back before it held', () => {
    const keys = rules.map(rule => `${rule.id}@${rule.version}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const rule of rules) {
      expect(rule.from).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(rule.citation.zh).not.toBe('')
      expect(rule.citation.en).not.toBe('')
    }
    expect(() => ruleAt('response.sign', new Date('2019-12-31T15:59:59Z'))).toThrow('response.sign')
    expect(ruleAt('response.sign', new Date('2019-12-31T16:00:00Z')).version).toBe(1)
  })
})

describe('unit status', () => {
  test('every milestone but none else of the assignment is a unit status too', () => {
    const codes = new Set<string>(unitStatuses.map(s => s.code))
    for (const milestone of milestones) expect(codes).toContain(milestone.code)
    expect(codes).toContain('assigned')
  })

  test('only a unit that holds no open assignment is exported as available', () => {
    const held = ['assigned', 'signed', 'acknowledged', 'en_route', 'staged', 'on_scene', 'escorting']
    for (const status of unitStatuses) {
      if (held.includes(status.code)) expect(status.primary).toBe('NotAvailable')
    }
  })
})

describe('New York radio codes', () => {
  test('each mapping names a type of ours', () => {
    for (const mapping of [...Object.values(nypdDescriptions), ...Object.values(nypdFamilies)]) {
      expect(findIncidentType(mapping.type)).toBeDefined()
      expect(mapping.reason).not.toBe('')
    }
  })

  test('an unseen code of a known family maps, an unknown family does not', () => {
    expect(findNypdMapping('24K1', 'ASSAULT (PAST): KNIFE/INSIDE')).toMatchObject({
      type: 'assault',
      grade: 1,
    })
    expect(findNypdMapping('53D2', '')).toMatchObject({ type: 'traffic_collision' })
    expect(findNypdMapping('12U9', '')).toMatchObject({ type: 'police_guard', grade: 3 })
    expect(findNypdMapping('99A1', 'SOMETHING ELSE')).toBeUndefined()
    expect(findNypdMapping('', '')).toBeUndefined()
  })

  testWith(
    'calls/nypd_2024_h1.csv',
    'all 17 descriptions of the file map, and by family to the same',
    csv => {
      const pairs = new Set<string>()
      for (const line of csv.split('\n').slice(1)) {
        const cells = line.split(',')
        if (cells.length > 10) pairs.add(`${cells[9]}|${cells[10]}`)
      }
      expect(pairs.size).toBe(17)
      for (const pair of pairs) {
        const [code, description] = pair.split('|') as [string, string]
        const exact = nypdDescriptions[description]
        expect(exact, pair).toBeDefined()
        const family = findNypdMapping(code, '')
        expect({ type: family?.type, grade: family?.grade }, pair).toEqual({
          type: exact!.type,
          grade: exact!.grade,
        })
      }
    },
  )
})
