import { describe, expect, it } from 'vitest'
import { findByNumber, parseLine } from './command-line.ts'

describe('the command line', () => {
  it.each([
    ['J2026-000123', { does: 'open', number: 'J2026-000123' }],
    ['  j2026-000123 ', { does: 'open', number: 'J2026-000123' }],
    ['123', { does: 'open', number: '123' }],
    ['D 巡101 J2026-000123', { does: 'dispatch', callSigns: ['巡101'], number: 'J2026-000123' }],
    ['d 巡101 巡102 123', { does: 'dispatch', callSigns: ['巡101', '巡102'], number: '123' }],
    ['D 巡101 J2026-000123', { does: 'dispatch', callSigns: ['巡101'], number: 'J2026-000123' }],
    ['ar 巡101', { does: 'milestone', type: 'on_scene', callSign: '巡101' }],
    ['D 巡101', { does: 'nothing' }],
    ['D J2026-000123', { does: 'nothing' }],
    ['', { does: 'nothing' }],
    ['巡101', { does: 'nothing' }],
  ])('reads %j', (line, command) => {
    expect(parseLine(line)).toEqual(command)
  })

  it('finds a number by its end only when one ends so', () => {
    const items = [{ number: 'J2026-000123' }, { number: 'J2025-000123' }, { number: 'J2026-000007' }]
    expect(findByNumber(items, 'J2025-000123')).toBe(items[1])
    expect(findByNumber(items, '7')).toBe(items[2])
    expect(findByNumber(items, '123')).toBeUndefined()
    expect(findByNumber(items, '9')).toBeUndefined()
  })
})
