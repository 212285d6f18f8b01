export interface Capable {
  readonly capabilities: readonly string[]
}

/** One unit wanted: the requirement `patrol × 2` makes two of these. */
export interface Seat<Unit extends Capable> {
  readonly capability: string
  unit: Unit | undefined
}

export interface Need {
  readonly capability: string
  readonly count: number
}

export function seatsOf<Unit extends Capable>(requirement: readonly Need[]): Seat<Unit>[] {
  return requirement.flatMap(({ capability, count }) =>
    Array.from({ length: count }, () => ({ capability, unit: undefined })),
  )
}

/**
 * Seats the units in the order given, each wherever it fits, moving those seated before when that makes room (Kuhn's
 * augmenting path). Who is seated stays seated, so the earliest units that can serve together are the ones that do:
 * as many seats as any choice fills, and no unit could be exchanged for an earlier one (a transversal matroid).
 */
export function seatAll<Unit extends Capable>(seats: readonly Seat<Unit>[], units: readonly Unit[]): void {
  let free = seats.filter(seat => seat.unit === undefined).length
  for (const unit of units) {
    if (free === 0) return
    if (findSeat(seats, unit, new Set())) free--
  }
}

function findSeat<Unit extends Capable>(
  seats: readonly Seat<Unit>[],
  unit: Unit,
  tried: Set<Seat<Unit>>,
): boolean {
  for (const seat of seats) {
    if (tried.has(seat) || !unit.capabilities.includes(seat.capability)) continue
    tried.add(seat)
    if (seat.unit !== undefined && !findSeat(seats, seat.unit, tried)) continue
    seat.unit = unit
    return true
  }
  return false
}
