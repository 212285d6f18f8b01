import { demonstrationPassword } from '@kuaiji/access'
import type { Bureau } from './bureau.ts'
import { demonstrationSeed } from './city/index.ts'
import { type Simulator, startSimulator } from './simulator/index.ts'

/** A prefecture of five million takes some 3,500 calls a day (design: 350,000 applications a month, 120 stations). */
const callsPerDay = 3500

/** Fills the demonstration with callers and crews, who come in by the same door as everybody else. */
export function startSimulation(bureau: Bureau, url: string): Simulator {
  return startSimulator({
    baseUrl: url,
    city: bureau.city,
    clock: bureau.clock,
    seed: demonstrationSeed,
    password: demonstrationPassword,
    callsPerDay,
  })
}
