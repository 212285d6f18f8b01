import type { Role } from '@kuaiji/kernel'
import { createContext, useContext } from 'react'

/** The working position at this screen: what it may do depends on its role, what is its own on its seat. */
export interface Seat {
  readonly role: Role
  readonly unit: string
  readonly seat: string
}

const SeatContext = createContext<Seat | undefined>(undefined)

export const SeatProvider = SeatContext.Provider

export function useSeat(): Seat {
  const seat = useContext(SeatContext)
  if (seat === undefined) throw new Error('useSeat outside of a session')
  return seat
}
