import { useSyncExternalStore } from 'react'
import { get } from '../server/request.ts'

/** Answer of `GET /api/clock`: the bureau's time, how fast it runs, and whether it is the demonstration's. */
export interface ClockReading {
  readonly now: string
  readonly speed: number
  readonly simulated: boolean
}

export interface BureauClock extends ClockReading {
  readonly zone: string
}

const tickMs = 1_000
const readAgainMs = 15_000
/** A simulated clock falls to real speed when it reaches the present; ask more often so that we notice. */
const readSimulatedMs = 5_000

let zone = 'Asia/Shanghai'
let reading: ClockReading = { now: new Date().toISOString(), speed: 1, simulated: false }
let readAt = performance.now()
let started = false
let tick = 0
const watchers = new Set<() => void>()

/** The bureau's time now: the last reading, carried on at its speed. */
export function bureauNow(): Date {
  return new Date(Date.parse(reading.now) + (performance.now() - readAt) * reading.speed)
}

export function bureauClock(): BureauClock {
  return { ...reading, zone }
}

export function setZone(timeZone: string): void {
  zone = timeZone
}

/** Reads the server's clock now and then, and wakes everything that shows an age once a second. */
export function startClock(): void {
  if (started) return
  started = true
  const read = async () => {
    try {
      const before = performance.now()
      const answer = await get<ClockReading>('/api/clock')
      const after = performance.now()
      reading = answer
      readAt = (before + after) / 2
      step()
    } catch {
      // The last reading carries on; the connection banner says that we are offline.
    }
    setTimeout(read, reading.simulated ? readSimulatedMs : readAgainMs)
  }
  void read()
  setInterval(step, tickMs)
}

function step(): void {
  tick++
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** The bureau's time in milliseconds, fresh at every tick. */
export function useBureauNow(): number {
  useSyncExternalStore(watch, () => tick)
  return bureauNow().getTime()
}
