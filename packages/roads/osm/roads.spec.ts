import { describe, expect, test } from 'vitest'
import { roadClasses } from '../road-class.ts'
import { limitKmh, roadOf } from './roads.ts'

const road = (tags: Record<string, string>) => roadOf(new Map(Object.entries(tags)))

describe('which ways are roads', () => {
  test.each([
    'footway',
    'cycleway',
    'path',
    'pedestrian',
    'steps',
    'track',
    'construction',
    'proposed',
    'raceway',
  ])('%s is none', highway => expect(road({ highway })).toBeUndefined())

  test('nor is a square, a river or a way that a broken tag hides', () => {
    expect(road({ highway: 'service', area: 'yes' })).toBeUndefined()
    expect(road({ waterway: 'river' })).toBeUndefined()
    expect(road({ highway: 'constructor' })).toBeUndefined()
  })

  test('links count as the road they belong to', () => {
    for (const highway of ['primary', 'primary_link']) {
      expect(road({ highway })).toMatchObject({ roadClass: roadClasses.indexOf('primary') })
    }
    expect(road({ highway: 'living_street' })).toMatchObject({ roadClass: roadClasses.indexOf('minor') })
  })
})

describe('where motor vehicles may go', () => {
  test.each([
    [{ access: 'private' }, 'closed'],
    [{ access: 'no' }, 'closed'],
    [{ motor_vehicle: 'no' }, 'closed'],
    [{ vehicle: 'private' }, 'closed'],
    [{ motorcar: 'forestry' }, 'closed'],
    [{ oneway: 'reversible' }, 'closed'],
    [{ access: 'no', motor_vehicle: 'yes' }, 'open'],
    [{ access: 'yes', motorcar: 'no' }, 'closed'],
    [{ access: 'destination' }, 'open'],
    [{ access: 'permissive' }, 'open'],
    [{ bicycle: 'no' }, 'open'],
  ])('%o is %s', (tags, expected) => {
    const found = road({ highway: 'residential', ...tags })
    expect(found === 'closed' ? 'closed' : 'open').toBe(expected)
  })
})

describe('one-way streets', () => {
  test.each([
    [{ oneway: 'yes' }, [true, false]],
    [{ oneway: 'true' }, [true, false]],
    [{ oneway: '1' }, [true, false]],
    [{ oneway: '-1' }, [false, true]],
    [{ oneway: 'reverse' }, [false, true]],
    [{ oneway: 'no' }, [true, true]],
    [{ oneway: 'alternating' }, [true, true]],
    [{}, [true, true]],
    [{ junction: 'roundabout' }, [true, false]],
    [{ junction: 'circular' }, [true, false]],
    [{ junction: 'roundabout', oneway: 'no' }, [true, true]],
    [{ highway: 'motorway' }, [true, false]],
    [{ highway: 'motorway', oneway: 'no' }, [true, true]],
    [{ highway: 'motorway_link' }, [true, true]],
  ])('%o', (tags, directions) => {
    const found = road({ highway: 'primary', ...tags })
    if (found === undefined || found === 'closed') throw new Error('no road')
    expect([found.forwardKmh > 0, found.backwardKmh > 0]).toEqual(directions)
  })
})

describe('speeds', () => {
  test.each([
    ['50', 50],
    ['50 km/h', 50],
    ['30 mph', 48.28],
    ['20mph', 32.19],
    ['CN:urban', 50],
    ['CN:rural', 70],
    ['CN:motorway', 120],
    ['RU:urban', 50],
    ['DE:zone:30', 30],
    ['zone30', 30],
    ['FR:zone30', 30],
    ['GB:nsl_single', 96.56],
    ['walk', 7],
    ['none', 140],
  ])('maxspeed %s is %d km/h', (value, kmh) => expect(limitKmh(value)).toBeCloseTo(kmh, 1))

  test.each(['signals', 'variable', '', 'fast', '0', '-50', '9999', '50;30', undefined])(
    'maxspeed %s says nothing',
    value => expect(limitKmh(value)).toBeUndefined(),
  )

  test('a limit is travelled at 80 percent, each direction by its own', () => {
    expect(road({ highway: 'primary', maxspeed: '50' })).toMatchObject({ forwardKmh: 40, backwardKmh: 40 })
    const split = { highway: 'primary', maxspeed: '100', 'maxspeed:backward': '50' }
    expect(road(split)).toMatchObject({ forwardKmh: 80, backwardKmh: 40 })
  })

  test('without a limit the class decides', () => {
    expect(road({ highway: 'residential' })).toMatchObject({ forwardKmh: 25, backwardKmh: 25 })
    expect(road({ highway: 'trunk', maxspeed: 'signals' })).toMatchObject({ forwardKmh: 85 })
  })
})
