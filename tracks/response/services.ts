import type { Point } from './shape.ts'

/** Where a point lies, in the words that facts may use. */
export interface Place {
  readonly district: string
  /** Inside the urban polygon of the district. */
  readonly urban: boolean
  /** 500 m cell, e.g. `e2412n1207`. */
  readonly cell: string
}

export interface Station {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly district: string
  readonly location: Point
}

/** How a unit drives: with lights and sirens, or keeping to traffic law. */
export type TravelMode = 'regular' | 'siren'

export interface City {
  /** IANA name; the year of a public number is the city's. */
  readonly timeZone: string
  /** undefined: outside the city. */
  placeOf(point: Point): Place | undefined
  /** Code of the neighbouring authority that a point outside the city belongs to, where one is known. */
  neighbourOf(point: Point): string | undefined
  findStation(id: string): Station | undefined
  /** Where a unit waits that has not reported its position: its own post, or its station. */
  postOf(unit: { readonly id: string; readonly station: string }): Point
}

export interface Roads {
  /** Milliseconds from each source to the target, -1 where there is no way. */
  travelTimes(sources: readonly Point[], target: Point, mode: TravelMode): Int32Array
  /** Metres to the nearest road node. */
  snapMetres(point: Point): number
}

/** All that the response track asks of the rest of the server. */
export interface ResponseServices {
  readonly city: City
  readonly roads: Roads
}
