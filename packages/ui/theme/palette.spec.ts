import { describe, expect, it } from 'vitest'
import { type Palette, palettes } from './palette.ts'

const grounds = ['ground', 'surface', 'raised', 'hover', 'selected', 'well'] as const

describe.each(Object.entries(palettes))('the %s palette (WCAG 2.2 AA)', (_name, palette) => {
  it.each(['ink', 'ink2', 'ink3', 'accent', 'bad', 'warn'] as const)('%s reads on every ground', token => {
    for (const ground of grounds) expect(contrast(palette, token, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('text on washes, on the accent and in grade marks reads', () => {
    expect(contrast(palette, 'accentInk', 'accent')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette, 'accent', 'accentWash')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette, 'bad', 'badWash')).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette, 'warn', 'warnWash')).toBeGreaterThanOrEqual(4.5)
    for (const grade of [1, 2, 3, 4] as const)
      expect(contrast(palette, `grade${grade}Ink`, `grade${grade}`)).toBeGreaterThanOrEqual(4.5)
  })

  it('edges of controls and of grade marks stand out from what is behind them', () => {
    for (const token of ['field', 'grade1', 'grade2Edge', 'grade3Edge', 'grade4'] as const)
      for (const ground of ['ground', 'surface', 'raised', 'hover', 'well'] as const)
        expect(contrast(palette, token, ground)).toBeGreaterThanOrEqual(3)
  })
})

function contrast(palette: Palette, a: keyof Palette, b: keyof Palette): number {
  const [low, high] = [luminance(palette[a]), luminance(palette[b])].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const value = Number.parseInt(colour.slice(i, i + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
