import type { Capability, Label } from '@kuaiji/catalog'
import type { Point, Roads } from '@kuaiji/roads'

/** GeoJSON positions of a closed line, the first not repeated. */
export type Ring = readonly (readonly [number, number])[]

/** A county bureau's area (区县). */
export interface District {
  readonly id: string
  readonly name: Label
  readonly bureau: Label
  readonly ring: Ring
}

/** A built-up area by the polygon of the year the figures are about. */
export interface UrbanArea {
  readonly id: string
  readonly name: Label
  readonly ring: Ring
}

/** A town or sub-district (乡镇、街道); each has one station. */
export interface Street {
  readonly id: string
  readonly name: Label
  readonly district: string
  readonly seat: Point
}

export interface Community {
  readonly id: string
  readonly name: Label
  readonly street: string
  readonly location: Point
}

export interface Station {
  readonly id: string
  readonly name: Label
  readonly district: string
  readonly street: string
  readonly location: Point
  /** Node of the road graph it stands at. */
  readonly node: number
}

/** A vehicle and its crew; the call sign belongs to the vehicle. */
export interface CityUnit {
  readonly id: string
  readonly callSign: string
  readonly station: string
  readonly capabilities: readonly Capability[]
  /** Where it waits. */
  readonly location: Point
}

export interface Department {
  readonly id: string
  readonly name: Label
}

/** A neighbouring authority; calls from beyond the border are handed to it. */
export interface Neighbour {
  readonly id: string
  readonly name: Label
  /** Direction from the city's middle in degrees, clockwise from north. */
  readonly bearing: number
}

export interface NamedRoad {
  readonly id: number
  readonly name: Label
  readonly district: string
}

/** A housing estate (小区) as counts: nobody lives in it. */
export interface Estate {
  readonly kind: 'estate'
  readonly id: string
  readonly name: Label
  readonly aliases: readonly string[]
  readonly district: string
  readonly location: Point
  readonly road: number
  readonly door: number
  readonly buildings: number
  readonly unitsPerBuilding: number
  readonly floors: number
  readonly roomsPerFloor: number
}

/** Something people name instead of an address: a landmark, a crossing of two roads, a highway stake. */
export interface Spot {
  readonly kind: 'landmark' | 'crossing' | 'stake' | 'bridge'
  readonly id: string
  readonly name: Label
  readonly aliases: readonly string[]
  readonly district: string
  readonly location: Point
}

export type Place = Estate | Spot

export interface River {
  readonly name: Label
  readonly line: Ring
  readonly widthMetres: number
}

/** What a city is, as plain data: the file `city.json`. */
export interface CityData {
  /** Version of the generator that made it; another version means: make it anew. */
  readonly generator: string
  readonly seed: number
  /** The jurisdiction's code. */
  readonly id: string
  readonly name: Label
  /** Whether a point belongs to the city: inside a district, or near a road of a network that came alone. */
  readonly extent: { readonly kind: 'districts' } | { readonly kind: 'near_roads'; readonly metres: number }
  /** West, south, east, north. */
  readonly bounds: readonly [number, number, number, number]
  readonly districts: readonly District[]
  readonly urban: readonly UrbanArea[]
  readonly streets: readonly Street[]
  readonly communities: readonly Community[]
  readonly stations: readonly Station[]
  readonly units: readonly CityUnit[]
  readonly departments: readonly Department[]
  readonly neighbours: readonly Neighbour[]
  readonly rivers: readonly River[]
  /** How many people live in each 500 m cell: totals only. */
  readonly residents: readonly { readonly cell: string; readonly total: number }[]
  /** Named roads; a road's `id` is its place in this list. */
  readonly namedRoads: readonly NamedRoad[]
  readonly places: readonly Place[]
}

/** A city ready to be asked about: its data, its road network in use, and which road runs where. */
export interface City extends CityData {
  readonly roads: Roads
  readonly stretches: StretchTable
}

/** Stretches of named roads between two nodes of the graph, as columns. */
export interface StretchColumns {
  readonly from: Int32Array
  readonly to: Int32Array
  /** Id of the named road. */
  readonly road: Int32Array
  /** How far along its road `from` lies; the road's numbers rise from `from` to `to`. */
  readonly startMetres: Int32Array
}

/** The same with an index: stretches touching node `v` are `ofNode[firstOfNode[v]]` up to the next node's. */
export interface StretchTable extends StretchColumns {
  readonly firstOfNode: Int32Array
  readonly ofNode: Int32Array
}
