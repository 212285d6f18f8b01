export { type DemonstrationClock, type DemonstrationClockSettings, demonstrationClock } from './clock.ts'
export { type Simulator, type SimulatorSettings, startSimulator } from './simulator.ts'
export type { Tally } from './world.ts'
