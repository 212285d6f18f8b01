export { cityQuery, useCity } from './city.ts'
export { CommandLine } from './CommandLine.tsx'
export { freshen, responseKeys } from './freshen.ts'
export { sentenceOf } from './sentence.ts'
