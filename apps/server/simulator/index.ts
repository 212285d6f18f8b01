export { type Simulator, type SimulatorSettings, startSimulator } from './simulator.ts'
export type { Tally } from './world.ts'
