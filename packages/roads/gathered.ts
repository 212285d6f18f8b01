/** Nodes as a reader meets them, found again by their id in the source. */
export class GatheredNodes {
  readonly ids: number[] = []
  readonly lons: number[] = []
  readonly lats: number[] = []
  readonly #numberOf = new Map<number, number>()

  /** Adds a node; false, and nothing added, when its id is already there. */
  add(id: number, lon: number, lat: number): boolean {
    if (this.#numberOf.has(id)) return false
    this.#numberOf.set(id, this.ids.length)
    this.ids.push(id)
    this.lons.push(lon)
    this.lats.push(lat)
    return true
  }

  /** Number of the node with this id. */
  find(id: number): number | undefined {
    return this.#numberOf.get(id)
  }
}

/** Directed arcs between numbered nodes as a reader meets them. */
export class GatheredArcs {
  readonly from: number[] = []
  readonly to: number[] = []
  readonly metres: number[] = []
  readonly ms = { regular: [] as number[], siren: [] as number[] }
  readonly roadClass: number[] = []

  /** Times are rounded to whole milliseconds. */
  add(
    from: number,
    to: number,
    metres: number,
    regularSeconds: number,
    sirenSeconds: number,
    roadClass: number,
  ): void {
    this.from.push(from)
    this.to.push(to)
    this.metres.push(metres)
    this.ms.regular.push(Math.round(regularSeconds * 1000))
    this.ms.siren.push(Math.round(sirenSeconds * 1000))
    this.roadClass.push(roadClass)
  }
}
