import type { Role } from '@kuaiji/kernel'
import type { AssignmentItem } from '../shape.ts'

type Step = 'signed' | 'acknowledged' | 'en_route' | 'on_scene' | 'cleared'

const after: Readonly<Record<string, Step | undefined>> = {
  assigned: 'signed',
  signed: 'acknowledged',
  acknowledged: 'en_route',
  en_route: 'on_scene',
  staged: 'on_scene',
  on_scene: 'cleared',
}

const desks: readonly Role[] = ['dispatcher', 'commander', 'station', 'crew']

/** What comes next for an order, if this role may report it: a signature is the station's own. */
export function nextStepFor(role: Role, assignment: AssignmentItem): Step | undefined {
  if (!desks.includes(role)) return undefined
  const step = after[assignment.status]
  if (step !== 'signed') return step
  return role === 'station' ? 'signed' : 'acknowledged'
}
