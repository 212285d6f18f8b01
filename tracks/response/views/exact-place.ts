import type { Authority, Desk, Role } from '@kuaiji/kernel'
import type { Point } from '../shape.ts'

/** Roles that take part in the response to a call. */
const responseRoles: readonly Role[] = ['calltaker', 'dispatcher', 'commander', 'station', 'crew', 'system']

/** The exact place of an open call or incident is for whoever is on duty in the response to it. */
export function seesExactPlace({ actor, shift }: Authority): boolean {
  return responseRoles.includes(actor.role) && shift !== ''
}

/** What the particulars of a record say today: of each part, the newest. */
export interface Particulars {
  readonly location?: Point
  readonly address?: string
  readonly description?: string
  readonly telephone?: string
  readonly text?: string
}

/** Opens the records' particulars for the desk's purpose; each first look is an access entry. */
export async function particularsOf(
  desk: Desk,
  records: readonly string[],
): Promise<ReadonlyMap<string, Particulars>> {
  if (records.length === 0) return new Map()
  const opened = await desk.particulars(records)
  return new Map(
    [...opened].map(([record, values]) => [record, Object.assign({}, ...values.map(({ value }) => value))]),
  )
}
