import type { Figure, Reckoned, Year } from '@kuaiji/figures'
import { reckon } from '@kuaiji/figures'
import {
  acknowledgedInTime,
  answeredInTime,
  arrivedInTime,
  fedBackInTime,
  signedInTime,
} from './compliance.ts'
import { firstArrival } from './first-arrival.ts'
import { incidents, incidentsByDistrict, incidentsByGrade } from './incident-counts.ts'
import type { RowOf, Slices, Source } from './slice.ts'

/** A figure with the rows it is reckoned from. */
export interface DefinedFigure {
  readonly source: Source
  readonly id: string
  reckon(slices: Slices, year: Year): Reckoned[]
}

/** The figures of the response track in the order of the report. */
export const responseFigures: readonly DefinedFigure[] = [
  of('incident', firstArrival),
  of('incident', arrivedInTime),
  of('call', answeredInTime),
  of('order', signedInTime),
  of('order', acknowledgedInTime),
  of('incident', fedBackInTime),
  of('incident', incidents),
  of('incident', incidentsByGrade),
  of('incident', incidentsByDistrict),
]

function of<S extends Source>(source: S, figure: Figure<RowOf[S]>): DefinedFigure {
  return {
    source,
    id: figure.id,
    reckon(slices, year) {
      const { rows, asAt } = slices[source] as Slices[S]
      return reckon(figure, rows as Iterable<RowOf[S]>, { year, asAt })
    },
  }
}
