import { type Drive, type Mode, metresBetween, type Point, type Roads } from '@kuaiji/roads'

interface Vehicle {
  readonly post: Point
  at: Point
  journey: Journey | undefined
  /** Simulated milliseconds of the last position given out. */
  postedMs: number
}

interface Journey {
  readonly drive: Drive
  readonly to: Point
  readonly leftMs: number
  readonly arrivesMs: number
}

/** A unit's position as the API takes it. */
export interface Position {
  readonly unit: string
  readonly location: Point
}

/** A parked unit tells its position at least this often, so that it does not count as lost. */
const parkedEveryMs = 240_000

/** Vehicles on the real road graph: where each is at any simulated moment. */
export class FleetInMotion {
  readonly #roads: Roads
  readonly #vehicles = new Map<string, Vehicle>()

  constructor(roads: Roads) {
    this.#roads = roads
  }

  add(unit: string, at: Point): void {
    this.#vehicles.set(unit, { post: at, at, journey: undefined, postedMs: Number.NEGATIVE_INFINITY })
  }

  has(unit: string): boolean {
    return this.#vehicles.has(unit)
  }

  positionAt(unit: string, at: Date): Point {
    const vehicle = this.#get(unit)
    this.#settle(vehicle, at.getTime())
    return vehicle.at
  }

  /**
   * Sets out for a place; `slowness` is how much longer than the free road it takes (1.1 = a tenth). Gives the time
   * of arrival. Where no road leads there it drives straight at walking-in-traffic speed rather than never arriving.
   */
  depart(unit: string, to: Point, mode: Mode, at: Date, slowness: number): Date {
    const vehicle = this.#get(unit)
    const leftMs = at.getTime()
    this.#settle(vehicle, leftMs)
    const from = this.#roads.snap(vehicle.at)
    const target = this.#roads.snap(to)
    const drive = this.#roads.route(from.node, target.node, mode)
    const off =
      drive === undefined ? metresBetween(vehicle.at.lon, vehicle.at.lat, to.lon, to.lat) : target.metres
    const ms = (drive?.ms ?? 0) * slowness + (off / offRoadMetresPerSecond) * 1000
    const arrivesMs = leftMs + Math.max(1000, Math.round(ms))
    vehicle.journey = drive === undefined ? undefined : { drive, to, leftMs, arrivesMs }
    if (drive === undefined) vehicle.at = to
    return new Date(arrivesMs)
  }

  /** Goes back to where it waits, at ordinary speed. */
  goHome(unit: string, at: Date): void {
    const vehicle = this.#get(unit)
    this.#settle(vehicle, at.getTime())
    const { post } = vehicle
    if (metresBetween(vehicle.at.lon, vehicle.at.lat, post.lon, post.lat) < 50) return
    this.depart(unit, post, 'regular', at, 1.1)
  }

  /** Stays where it is, e.g. when the order was taken back. */
  halt(unit: string, at: Date): void {
    const vehicle = this.#get(unit)
    this.#settle(vehicle, at.getTime())
    vehicle.journey = undefined
  }

  /** Positions worth telling: everyone on the way, and whoever has long been silent; at most `limit`. */
  positionsDue(at: Date, limit: number): Position[] {
    const now = at.getTime()
    const due: Position[] = []
    for (const [unit, vehicle] of this.#vehicles) {
      if (due.length === limit) break
      const moved = vehicle.journey !== undefined
      if (!moved && now - vehicle.postedMs < parkedEveryMs) continue
      this.#settle(vehicle, now)
      vehicle.postedMs = now
      due.push({ unit, location: rounded(vehicle.at) })
    }
    return due
  }

  get moving(): number {
    let count = 0
    for (const { journey } of this.#vehicles.values()) if (journey !== undefined) count++
    return count
  }

  #settle(vehicle: Vehicle, now: number): void {
    const { journey } = vehicle
    if (journey === undefined) return
    if (now >= journey.arrivesMs) {
      vehicle.at = journey.to
      vehicle.journey = undefined
      return
    }
    const share = Math.max(0, (now - journey.leftMs) / (journey.arrivesMs - journey.leftMs))
    vehicle.at = this.#roads.pointAt(journey.drive, share * journey.drive.ms)
  }

  #get(unit: string): Vehicle {
    const vehicle = this.#vehicles.get(unit)
    if (vehicle === undefined) throw new Error(`no vehicle ${unit}`)
    return vehicle
  }
}

/** The last metres from the road to the place: on foot or over a yard. */
const offRoadMetresPerSecond = 4

function rounded({ lon, lat }: Point): Point {
  return { lon: Math.round(lon * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 }
}
