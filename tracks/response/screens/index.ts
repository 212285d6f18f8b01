export { CommandLine } from './CommandLine.tsx'
export { cityQuery, useCity } from './city.ts'
export { freshen, responseKeys } from './freshen.ts'
