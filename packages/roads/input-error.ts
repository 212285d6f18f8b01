/** A file that cannot be used as it stands: one sentence that names the file, the place in it and the fault. */
export class RoadInputError extends Error {
  readonly file: string
  /** `line 7, column lon` or `blob 3 at byte 12,345`; absent when the fault is the file as a whole. */
  readonly place: string | undefined

  constructor(file: string, place: string | undefined, fault: string) {
    super(place === undefined ? `${file}: ${fault}` : `${file}, ${place}: ${fault}`)
    this.name = 'RoadInputError'
    this.file = file
    this.place = place
  }
}
