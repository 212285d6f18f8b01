export { type Address, addressNear, describe, pointAtDoor } from './address.ts'
export type {
  City,
  CityData,
  CityUnit,
  Community,
  Department,
  District,
  Estate,
  NamedRoad,
  Neighbour,
  Place,
  River,
  Spot,
  Station,
  Street,
  UrbanArea,
} from './city.ts'
export { cityOfRoads, type Fleet, spreadFleet } from './city-of-roads.ts'
export { generateCity } from './generate.ts'
export { demonstrationSeed, loadCity } from './load.ts'
export { findNeighbour, type PlaceFacts, placeOf } from './place.ts'
export { type Found, searchPlaces } from './search.ts'
