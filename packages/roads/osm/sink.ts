import type { Tags } from './roads.ts'

/** What a reader of OpenStreetMap data hands over; what is not asked for is not decoded. */
export interface OsmSink {
  node?(id: number, lon: number, lat: number): void
  /** `refs` are node ids; the reader may reuse the arrays. */
  way?(refs: readonly number[], tags: Tags): void
}

/** Reads a whole file into a sink; throws a RoadInputError naming the place. */
export type OsmReader = (file: string, sink: OsmSink) => Promise<void>
