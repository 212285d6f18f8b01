/**
 * Shapes that carry a meaning, on a 24 × 24 field; the same paths are drawn on boards (SVG) and on the map (canvas).
 * Incidents are warm and numbered, units are cool and have no numeral: nobody takes one for the other.
 */
export type GradeNumber = 1 | 2 | 3 | 4

export const gradeShapes: Readonly<Record<GradeNumber, { path: string; numeralY: number }>> = {
  1: { path: 'M12 .8 23.2 12 12 23.2.8 12Z', numeralY: 12.4 },
  2: { path: 'M12 2.2 23.6 22H.4Z', numeralY: 16 },
  3: { path: 'M3 3H21V21H3Z', numeralY: 12.4 },
  4: { path: 'M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20Z', numeralY: 12.4 },
}

export const unitShapes = [
  'ready',
  'partly',
  'ordered',
  'moving',
  'staged',
  'present',
  'stopped',
  'away',
] as const
export type UnitShape = (typeof unitShapes)[number]

interface Stroke {
  readonly path: string
  /** Filled, or drawn as a line. */
  readonly fill: boolean
}

const ring = 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16Z'
const dot = 'M12 9a3 3 0 1 1 0 6a3 3 0 1 1 0-6Z'
const arrow = 'M12 3 21.5 20.5 12 16.4 2.5 20.5Z'

export const unitStrokes: Readonly<Record<UnitShape, readonly Stroke[]>> = {
  ready: [{ path: ring, fill: true }],
  partly: [
    { path: ring, fill: false },
    { path: 'M12 4a8 8 0 1 0 0 16Z', fill: true },
  ],
  ordered: [
    { path: ring, fill: false },
    { path: dot, fill: true },
  ],
  moving: [{ path: arrow, fill: true }],
  staged: [{ path: arrow, fill: false }],
  present: [{ path: 'M4.5 4.5H19.5V19.5H4.5Z', fill: true }],
  stopped: [{ path: 'M5 5 19 19M19 5 5 19', fill: false }],
  away: [{ path: 'M5 12H19', fill: false }],
}

/** Colour token of a shape: ready is the accent, at work is ink, not there is grey. */
export function unitToken(shape: UnitShape): 'accent' | 'ink' | 'ink3' {
  switch (shape) {
    case 'ready':
    case 'partly':
      return 'accent'
    case 'ordered':
    case 'moving':
    case 'staged':
    case 'present':
      return 'ink'
    case 'stopped':
    case 'away':
      return 'ink3'
  }
}

/** The shape of a unit status code (`catalog/unit-status.ts`); a code not known here counts by its primary layer. */
export function unitShapeOf(status: string, primary: string): UnitShape {
  switch (status) {
    case 'assigned':
    case 'signed':
    case 'acknowledged':
      return 'ordered'
    case 'en_route':
    case 'escorting':
      return 'moving'
    case 'staged':
      return 'staged'
    case 'on_scene':
      return 'present'
    case 'out_of_service':
      return 'stopped'
    case 'off_duty':
      return 'away'
  }
  if (primary === 'Available') return 'ready'
  return primary === 'ConditionallyAvailable' ? 'partly' : 'stopped'
}
