import { findIncidentType, incidentTypes } from '@kuaiji/catalog'
import { cellOf } from '@kuaiji/roads'
import { expect, test } from 'vitest'
import { generateCity, placeOf } from '../city/index.ts'
import { randomStream } from '../city/random.ts'
import { type Caller, drawCaller, drawWitness, type IncidentMatter } from './callers.ts'
import { deskMix, incidentMix } from './mix.ts'

const city = generateCity(1)
const evening = new Date('2026-06-01T20:00:00+08:00')
const night = new Date('2026-06-01T23:30:00+08:00')

function callers(at: Date, count: number): Caller[] {
  const random = randomStream(5, at.toISOString())
  return Array.from({ length: count }, () => drawCaller(city, at, random))
}

const sample = callers(evening, 4000)
const incidents = sample.filter(
  (caller): caller is Caller & { matter: IncidentMatter } => caller.matter.kind === 'incident',
)

test('the same seed draws the same callers', () => {
  expect(callers(evening, 200)).toEqual(sample.slice(0, 200))
})

test('calls come from where people live', () => {
  const totals = new Map(city.residents.map(({ cell, total }) => [cell, total]))
  const sorted = [...totals.values()].sort((a, b) => b - a)
  let sum = 0
  const floor = sorted.find(total => {
    sum += total
    return sum >= 2_500_000
  })!
  const inside = incidents.filter(caller => placeOf(city, caller.matter.place) !== undefined)
  const dense = inside.filter(caller => (totals.get(cellOf(caller.matter.place)) ?? 0) >= floor)
  // Half of the residents live in the denser cells; 2,700 draws, five standard deviations.
  expect(Math.abs(dense.length / inside.length - 0.5)).toBeLessThan(0.05)
})

test('some call from outside the city, some cannot say where, some do not wait', () => {
  const share = (test: (caller: Caller) => boolean) => sample.filter(test).length / sample.length
  const beyond = ({ location }: Caller) => location !== undefined && placeOf(city, location) === undefined
  const outside = share(beyond)
  for (const { matter, location } of incidents) {
    if (placeOf(city, matter.place) === undefined) expect(location).toEqual(matter.place)
  }
  expect(outside).toBeGreaterThan(0.003)
  expect(outside).toBeLessThan(0.02)
  const silent = incidents.filter(caller => caller.location === undefined).length / incidents.length
  expect(silent).toBeGreaterThan(0.03)
  expect(silent).toBeLessThan(0.08)
  expect(share(caller => caller.patienceSeconds < 4)).toBeGreaterThan(0.03)
})

test('every kind of incident and of desk call occurs, each by its weight', () => {
  const count = new Map<string, number>()
  for (const { matter } of incidents) count.set(matter.type, (count.get(matter.type) ?? 0) + 1)
  const sum = incidentMix.reduce((total, row) => total + row.weight, 0)
  for (const { type, weight } of incidentMix) {
    const expected = (incidents.length * weight) / sum
    expect(Math.abs((count.get(type) ?? 0) - expected), type).toBeLessThan(5 * Math.sqrt(expected) + 2)
  }
  expect(deskMix.length).toBeGreaterThan(5)
  expect(new Set(incidentMix.map(row => row.type)).size).toBe(incidentMix.length)
})

test('nights are noisier', () => {
  const noise = (list: Caller[]) =>
    list.filter(({ matter }) => matter.kind === 'incident' && matter.type === 'noise').length / list.length
  expect(noise(callers(night, 4000))).toBeGreaterThan(1.5 * noise(sample))
})

test('witnesses tell of the same thing from nearby, and bring no further witnesses', () => {
  const first = incidents.find(caller => caller.matter.othersAfterSeconds.length > 0)!
  const witness = drawWitness(city, first.matter, randomStream(1, 'witness'))
  expect(witness.matter).toMatchObject({ type: first.matter.type, othersAfterSeconds: [] })
  expect(Math.abs(witness.location!.lat - first.matter.place.lat)).toBeLessThan(0.001)
})

test('callers have no names, and their numbers ring nowhere', () => {
  const labels = new Set<string>(incidentTypes.map(type => type.label.zh))
  for (const caller of sample) {
    if (caller.telephone !== undefined) expect(caller.telephone).toMatch(/^\+999 0000 \d{4}$/)
    if (caller.matter.kind === 'incident') {
      expect(labels).toContain(caller.text)
      expect(findIncidentType(caller.matter.type)?.grade).toBe(caller.matter.grade)
    }
    const known = ['channel', 'location', 'address', 'telephone', 'text', 'patienceSeconds', 'matter']
    for (const key of Object.keys(caller)) expect(known).toContain(key)
  }
})
